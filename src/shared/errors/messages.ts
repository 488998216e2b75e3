/** One sentence in both languages of the platform. */
export interface Message {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Message;

/** The language a client asks for by Accept-Language: Chinese unless it prefers English. */
export function languageOf(header: string | undefined): Language {
  const preferred = (header ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((value) => value !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => quality > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.quality - a.quality)[0];
  return preferred?.tag.startsWith('en') ? 'en' : 'zh';
}
