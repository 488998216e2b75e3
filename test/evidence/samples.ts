import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';

const box = (type: string, content: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length + 8);
  return Buffer.concat([length, Buffer.from(type), content]);
};

/** A part of a PNG, without its checksum. */
const chunk = (type: string, content: Buffer) => {
  const whole = box(type, content);
  whole.writeUInt32BE(content.length);
  return Buffer.concat([whole, Buffer.alloc(4)]);
};

/** An archive with these files in it as they are. */
function zip(files: Readonly<Record<string, string>>): Buffer {
  let offset = 0;
  const parts = Object.entries(files).map(([name, text]) => {
    const [nameBytes, content] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, nameBytes, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    offset += local.length;
    return { local, central: Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, rest, nameBytes]) };
  });
  const [locals, centrals] = [Buffer.concat(parts.map(({ local }) => local)), Buffer.concat(parts.map(({ central }) => central))];
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(centrals.length, 8);
  end.writeUInt32LE(locals.length, 12);
  return Buffer.concat([locals, centrals, Buffer.from('PK\u0005\u0006'), end]);
}

const office = (main: string) =>
  zip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/x.xml" ContentType="application/vnd.openxmlformats-officedocument.${main}.main+xml"/></Types>`,
    'x.xml': '<x/>',
  });

/** The smallest files of each kind that are known as what they are. */
export const SAMPLES = {
  jpg: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF\0'), Buffer.alloc(200, 7), Buffer.from([0xff, 0xd9])]),
  png: Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.alloc(13, 1)),
    chunk('IDAT', Buffer.alloc(20)),
    chunk('IEND', Buffer.alloc(0)),
  ]),
  webp: Buffer.concat([Buffer.from('RIFF'), Buffer.from([20, 0, 0, 0]), Buffer.from('WEBPVP8 '), Buffer.alloc(20)]),
  heic: box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')),
  pdf: Buffer.from(`%PDF-1.4\n${'x'.repeat(100)}\n%%EOF\n`),
  docx: office('wordprocessingml.document'),
  xlsx: office('spreadsheetml.sheet'),
  ods: zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }),
  odt: zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<x/>' }),
  csv: Buffer.from('\uFEFF物资,数量\r\n化肥,40\r\n'),
  txt: Buffer.from('收条\n今收到化肥 40 吨。\n'),
  zip: zip({ 'a.txt': 'x' }),
  exe: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]),
  elf: Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), Buffer.alloc(100)]),
  html: Buffer.from('<!DOCTYPE html><script>alert(1)</script>'),
  svg: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  sh: Buffer.from('#!/bin/sh\nrm -rf /\n'),
  gbk: Buffer.from([0xbb, 0xaf, 0xb7, 0xca, 0x2c, 0x34, 0x30, 0x0d, 0x0a]),
  utf16: Buffer.from('\uFEFF化肥,40\r\n', 'utf16le'),
  binary: Buffer.from([1, 2, 3, 0, 255, 254]),
} as const;

let made = 0;

/** A PDF that no test has used yet, of about so many bytes. */
export function newPdf(bytes = 300): Buffer {
  made += 1;
  return Buffer.concat([Buffer.from(`%PDF-1.4\n${made} ${process.pid}\n`), Buffer.alloc(bytes, `line ${made}\n`), Buffer.from('\n%%EOF\n')]);
}
