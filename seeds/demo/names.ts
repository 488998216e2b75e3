import { digits } from './example-codes.js';

/** Every name says that it is an example, in both languages. */
export interface Name {
  readonly zh: string;
  readonly en: string;
}

/** Numbers the things of one noun: "示例企业 0001", "Example enterprise 0001". */
export function numberedNames(zh: string, en: string, width: number): () => Name {
  let number = 0;
  return () => {
    number += 1;
    return { zh: `${zh} ${digits(number, width)}`, en: `${en} ${digits(number, width)}` };
  };
}
