import { creditCodeProblem, normaliseCreditCode } from '../shared/credit-code.js';
import { addBroken, type BrokenRule } from '../shared/errors/app-error.js';
import { sentenceOf } from '../shared/errors/catalogue.js';
import { declareConstraint } from '../shared/errors/database-error.js';
import { checkedText } from '../writing/text.rules.js';
import { GOVERNMENTS } from './partner.entity.js';
import type { RegisterPartnerInput } from './partner.input.js';

export interface RegistrationFacts {
  readonly homeId: string | null;
  readonly parentId: string | null;
  readonly creditCodeTaken: boolean;
  readonly governmentTaken: boolean;
  /** For a government: whether its home is of a level and province that its kind governs. */
  readonly homeFits: boolean;
  /** Registered by an account of the demonstration, or under or at an example. */
  readonly isExample: boolean;
}

const CREDIT_CODE_TAKEN: BrokenRule = {
  code: 'CREDIT_CODE_TAKEN',
  path: ['input', 'creditCode'],
  messages: { zh: '该统一社会信用代码已登记。', en: 'A partner with this credit code is registered already.' },
};

const GOVERNMENT_TAKEN: BrokenRule = {
  code: 'GOVERNMENT_TAKEN',
  path: ['input', 'home'],
  messages: { zh: '该行政区的政府已登记。', en: 'The government of this place is registered already.' },
};

declareConstraint('partner_credit_code_key', CREDIT_CODE_TAKEN);
declareConstraint('partner_government', GOVERNMENT_TAKEN);

/** Everything that is wrong with a registration. */
export function checkRegistration(broken: BrokenRule[], input: RegisterPartnerInput, facts: RegistrationFacts): void {
  checkedText(broken, ['input', 'nameZh'], input.nameZh, { max: 200 });
  checkedText(broken, ['input', 'nameEn'], input.nameEn, { max: 200 });

  const isGovernment = GOVERNMENTS.includes(input.kind);
  if (input.creditCode) {
    const code = normaliseCreditCode(input.creditCode);
    const problem = creditCodeProblem(code);
    if (problem !== null) broken.push({ code: problem, path: ['input', 'creditCode'], messages: sentenceOf(problem, { value: code.slice(0, 40) }) });
    if (facts.creditCodeTaken) broken.push(CREDIT_CODE_TAKEN);
  } else if (!isGovernment) {
    broken.push({
      code: 'CREDIT_CODE_MISSING',
      path: ['input', 'creditCode'],
      messages: { zh: '除政府外，帮扶方须有统一社会信用代码。', en: 'A partner that is no government needs a credit code.' },
    });
  }
  if (isGovernment && facts.homeId === null) {
    broken.push({
      code: 'HOME_MISSING',
      path: ['input', 'home'],
      messages: { zh: '政府须指明其所辖行政区。', en: 'A government needs the place that it governs.' },
    });
  }
  if (facts.governmentTaken) broken.push(GOVERNMENT_TAKEN);
  if (isGovernment && facts.homeId !== null && !facts.homeFits) {
    addBroken(broken, 'HOME_DOES_NOT_FIT', ['input', 'home'], {
      zh: '东部省市须为云南以外的省级行政区，东部区市镇须在云南以外，省内地方政府须为云南的州市或县。',
      en: 'An eastern province is a province other than Yunnan, an eastern district lies outside Yunnan, and a local government is a prefecture or county of Yunnan.',
    });
  }
  checkMarks(broken, input, facts);
}

const EXAMPLE_NAME = '示例';
const EXAMPLE_CODE = /^..99/;

/** An example is known by these marks wherever it shows, so each bears all of them and nothing real bears any. */
function checkMarks(broken: BrokenRule[], { nameZh, creditCode }: RegisterPartnerInput, { isExample }: RegistrationFacts): void {
  const marks = [nameZh.includes(EXAMPLE_NAME), ...(creditCode ? [EXAMPLE_CODE.test(creditCode)] : [])];
  if (marks.every((mark) => mark === isExample)) return;
  addBroken(
    broken,
    'EXAMPLE_MARK',
    ['input', 'nameZh'],
    isExample
      ? {
          zh: '示例账号只登记示例单位，示例的下属和所在地也只能是示例：名称须含“示例”，信用代码第三、四位须为 99。',
          en: 'A demonstration account registers examples only, and what is under or at an example is one: its Chinese name holds 示例, and its credit code has 99 as third and fourth character.',
        }
      : {
          zh: '“示例”字样和第三、四位为 99 的信用代码只用于示例数据。',
          en: 'The word 示例 and credit codes with 99 as third and fourth character are for examples only.',
        },
  );
}
