import { Connection } from '../measuring/connection.js';
import { bytesOf, type HttpRequest } from '../measuring/request.js';

/** The answer to one request, as JSON. Throws where it is none. */
export async function answerOf(port: number, request: HttpRequest): Promise<unknown> {
  const connection = await Connection.open(port);
  const { status, body } = await connection.send(bytesOf(request));
  connection.close();
  const answer = JSON.parse(body.toString()) as { errors?: unknown };
  if (status !== 200 || answer.errors !== undefined)
    throw new Error(`${JSON.stringify(request)} is answered by ${status} ${body.toString('utf8', 0, 2000)}`);
  return answer;
}
