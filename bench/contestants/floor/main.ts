import { createServer, type IncomingMessage } from 'node:http';
import pg from 'pg';
import { STATEMENTS } from './statements.js';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.DATABASE_CONNECTIONS) });

/** A request names an operation and brings its variables; the database makes the text of the answer, and it is sent as it is. */
createServer(async (request, response) => {
  try {
    const body = JSON.parse(await textOf(request));
    const statement = STATEMENTS.get(request.url?.slice(1) ?? '');
    if (statement === undefined) throw new Error(`Expected an operation of ${[...STATEMENTS.keys()]}, got ${request.url}`);
    const values = statement.values(body, request.headers.authorization);
    const { rows } = await pool.query({ name: statement.name, text: statement.text, values });
    const answer = Buffer.from(rows[0].answer);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(JSON.stringify({ errors: [{ message: String(error) }] }));
  }
}).listen(Number(process.env.PORT), '127.0.0.1');

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}
