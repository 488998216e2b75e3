/**
 * What is personal or secret is known by its shape, wherever it turns up in a text that is written down for operators: a client can send it
 * in a path, an operation's name or a value that an error quotes. Everything that the log and the traces hold has come through here.
 */
export function redacted(text: string): string {
  let left = text;
  if (MANY_DIGITS.test(left)) left = left.replace(ID_CARD, '[id card]').replace(BANK_CARD, '[bank card]').replace(PHONE, '[phone]');
  if (left.includes('@') || left.includes('%40')) left = left.replace(PASSWORD, '[password]').replace(E_MAIL, '[e-mail]');
  if (SECRET_BEGINS.test(left)) left = left.replace(SECRET, '[secret]');
  return left;
}

/** What people put between the digits of a number, also where it stands in an address. */
const GAP = '(?:[-. _]|%20)?';

/** Cheap to look for, and in each of the numbers below. Most lines have none, and nothing else is looked for in them. */
const MANY_DIGITS = new RegExp(`[0-9]{3}${GAP}[0-9]{4}${GAP}[0-9]{4}`);

/**
 * What may go before such digits: no other digit, unless it ends an escaped character of an address, and nothing that makes them a part of an id or a hash
 * of ours. A number in JSON stays, for the line would be JSON no more; one in a text that quotes JSON has a backslash before its key's end.
 */
const BEGINS = '(?<!(?<!%[0-9A-Fa-f])[0-9]|(?<!\\\\)":|[0-9a-f]{7}|[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{0,11})';
const ENDS = '(?![0-9]|[0-9a-f]{7}|(?:-[0-9a-f]{4}){0,2}-[0-9a-f]{12})';

/** A resident's identity number (GB 11643): region, day of birth, order, check digit. */
const ID_CARD = new RegExp(`${BEGINS}[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]${ENDS}`, 'g');

/** A card of UnionPay (ISO/IEC 7812). */
const BANK_CARD = new RegExp(`${BEGINS}62[0-9]{14,17}${ENDS}`, 'g');

/** A mobile number, with its country or without. */
const PHONE = new RegExp(`${BEGINS}(?:(?:\\+|%2B|00)?86${GAP})?1[3-9][0-9]${GAP}[0-9]{4}${GAP}[0-9]{4}${ENDS}`, 'g');

const E_MAIL = /[\w.+-]{1,64}(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;

/** In the address of a server. */
const PASSWORD = /(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g;

const SECRET_BEGINS = /x[si]_|eyJ|whsec_|earer|asic[ %]/;

/** Tokens and invitations of ours, tokens of a provider, the secrets of webhooks, and whatever stands where a header has one. */
const SECRET = /(?:x[si]_|whsec_)[\w+/=-]{16,}|eyJ[\w-]{8,}(?:\.[\w-]*)+|(?<=(?:[Bb]earer|[Bb]asic)(?: |%20)+)[^\s"'\\,;]{8,}/g;
