import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { newSecret } from '../../src/access/secret.js';
import { redacted } from '../../src/seeing/redaction.js';
import { toldError } from '../../src/seeing/told-error.js';

const TOKEN = newSecret('xs_');

describe('what is written down for operators', () => {
  it.each([
    ['打给 13800138000 吧', '打给 [phone] 吧'],
    ['+86 138-0013-8000', '[phone]'],
    ['%2B86%20138%200013%208000', '[phone]'],
    ['/evidence/%E5%BC%A0%E4%B8%8913800138000.pdf', '/evidence/%E5%BC%A0%E4%B8%89[phone].pdf'],
    ['query Call13800138000', 'query Call[phone]'],
    [JSON.stringify(JSON.stringify({ phone: 13800138000 })), '"{\\"phone\\":[phone]}"'],
    ['11010119900307123X 和 110101199003071234', '[id card] 和 [id card]'],
    ['6222021234567890123', '[bank card]'],
    ['zhang.san+1@example.com', '[e-mail]'],
    ['?mail=zhang%40example.com&x', '?mail=[e-mail]&x'],
    [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer [secret]'],
    [`{"token":"${TOKEN}"}`, '{"token":"[secret]"}'],
    [newSecret('xi_'), '[secret]'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJsaSJ9.c2lnbmF0dXJl', '[secret]'],
    ['Basic eGllc2hvdTpnZWhlaW0=', 'Basic [secret]'],
    [`whsec_${randomBytes(24).toString('base64')}`, '[secret]'],
    ['postgres://xieshou:geheim@db.example:5432/ledger', 'postgres://xieshou:[password]@db.example:5432/ledger'],
  ])('has nothing that is personal or secret: %s', (text, expected) => expect(redacted(text)).toBe(expected));

  it.each([
    '1700000000000',
    '{"cost":13800138000}',
    '91310000MA1FL1234X',
    '2026-11-27T23:32:53.123Z',
    'select $1::bigint from place where code = $2',
  ])('keeps what only looks alike: %s', (text) => expect(redacted(text)).toBe(text));

  it('keeps ids and hashes, whatever digits they have', () => {
    for (let time = 0; time < 20_000; time += 1) {
      const line = `{"requestId":"${randomUUID()}","traceId":"${randomBytes(16).toString('hex')}","documentHash":"${randomBytes(32).toString('hex')}"}`;
      expect(redacted(line)).toBe(line);
    }
    // One in six thousand has such groups.
    for (const id of ['814bd9f9-b194-4376-8768-429cedf2e6dd', 'd1770907-5013-4dd3-ac64-b75d61ba6a95', '7c8b5f0e-2a1d-4e1f-9c11-a13800138000']) {
      expect(redacted(id)).toBe(id);
    }
  });
});

const databaseError = (fields: object) => Object.assign(new Error(''), { severity: 'ERROR', ...fields });

describe('an error in the log', () => {
  it.each([
    [
      'a whole row',
      { code: '23514', message: 'new row for relation "account" violates check constraint "named"', detail: 'Failing row contains (1, 张三).' },
    ],
    [
      'the key that is twice',
      { code: '23505', message: 'duplicate key value violates unique constraint "account_name_key"', detail: 'Key (name)=(张三) already exists.' },
    ],
    ['a value of another type', { code: '22P02', message: 'invalid input syntax for type bigint: "张三"' }],
    ['a value that holds marks itself', { code: '22P02', message: 'invalid input syntax for type json: "{"name": "张三"}"' }],
    ['a value that reads like a name', { code: '22P02', message: 'invalid input value for enum role: "zhang_san"' }],
    ['what was looked up', { code: 'P0002', message: 'no partner 张三', detail: '张三' }],
    ['parameters', { code: '40001', message: 'could not serialize access', where: "unnamed portal with parameters: $1 = '张三'" }],
    [
      'a statement in a function',
      {
        code: '23502',
        message: 'null value',
        where: `SQL statement "insert into x values ('张三')"\nPL/pgSQL function add(bigint) line 3 at EXECUTE`,
      },
    ],
    ['fields that nobody knows', { code: '58000', message: 'away', internalQuery: "select '张三'", body: { name: '张三' } }],
  ])('of PostgreSQL has not what it went wrong with: %s', (_what, fields) => {
    const told = JSON.stringify(toldError(Object.assign(databaseError(fields), { stack: `error: ${fields.message}\n    at query (client.js:1:1)` })));
    expect(told).not.toMatch(/张三|zhang_san/);
    expect(told).toContain(fields.code);
    expect(told).toContain('at query (client.js:1:1)');
  });

  it('has what went wrong, and where', () => {
    const fields = {
      code: '23505',
      message: 'duplicate key value violates unique constraint "account_name_key"',
      table: 'account',
      constraint: 'account_name_key',
    };
    expect(toldError(databaseError({ ...fields, where: 'PL/pgSQL function add(bigint) line 3 at SQL statement' }))).toMatchObject({
      ...fields,
      within: ['PL/pgSQL function add(bigint) line 3'],
    });
    expect(toldError(new TypeError("Cannot read properties of undefined (reading 'length')"))).toMatchObject({
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'length')",
      stack: expect.stringContaining('redaction.test'),
    });
  });

  it('has its causes, as bare as itself', () => {
    const cause = new AggregateError([new Error('got "张三"'), new Error('refused at /srv')]);
    expect(toldError(new Error('outer', { cause }))).toMatchObject({
      message: 'outer',
      cause: { type: 'AggregateError', errors: [{ message: 'got "…"' }, { message: 'refused at /srv' }] },
    });
  });

  it('has not what a parser could not read', () => {
    const unreadable = () => JSON.parse('{"name":"张三",');
    const error = (() => {
      try {
        return unreadable();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(JSON.stringify(toldError(error))).not.toContain('张三');
    expect(toldError(new Error('got "x\n    at 张三 (x.js:1:1)"')).stack).not.toContain('张三');
  });
});
