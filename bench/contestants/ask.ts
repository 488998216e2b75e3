import { Connection, type Reply } from '../measuring/connection.js';
import { bytesOf, type HttpRequest } from '../measuring/request.js';

/** The answer to one request, whatever it is. */
export async function replyOf(port: number, request: HttpRequest): Promise<Reply> {
  const connection = await Connection.open(port);
  const reply = await connection.send(bytesOf(request));
  connection.close();
  return reply;
}

/** The answer to one request, as JSON. Throws where it is none. */
export async function answerOf(port: number, request: HttpRequest): Promise<unknown> {
  const { status, body } = await replyOf(port, request);
  const answer = status === 200 ? (JSON.parse(body.toString()) as { errors?: unknown }) : null;
  if (answer === null || answer.errors !== undefined) {
    throw new Error(`${JSON.stringify(request)} is answered by ${status} ${body.toString('utf8', 0, 2000)}`);
  }
  return answer;
}
