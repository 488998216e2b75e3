/**
 * The 832 counties that were poor by the State Council's list of 2014, by province: where assistance goes, and so how uneven provinces are.
 * Yunnan's 88 are those of seeds/reference/poor_counties.csv.
 */
export const POOR_COUNTIES: Readonly<Record<string, number>> = {
  云南: 88,
  西藏: 74,
  四川: 66,
  贵州: 66,
  甘肃: 58,
  陕西: 56,
  河北: 45,
  青海: 42,
  湖南: 40,
  河南: 38,
  山西: 36,
  广西: 33,
  新疆: 32,
  内蒙古: 31,
  湖北: 28,
  江西: 24,
  安徽: 20,
  黑龙江: 20,
  重庆: 14,
  吉林: 8,
  宁夏: 8,
  海南: 5,
};
