import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, print, visit } from 'graphql';
import { projectFile } from '../../src/shared/root.js';

const FOLDER = projectFile('bench/workloads/operations');

/** The same, with everything at its root as of an instant. */
function asOf(text: string): string {
  const instant = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: 'asOf' } } as const;
  return print(
    visit(parse(text), {
      OperationDefinition: (operation) => ({
        ...operation,
        variableDefinitions: [
          ...(operation.variableDefinitions ?? []),
          { kind: Kind.VARIABLE_DEFINITION, variable: instant, type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'DateTime' } } },
        ],
        selectionSet: {
          ...operation.selectionSet,
          selections: operation.selectionSet.selections.map((field) =>
            field.kind === Kind.FIELD
              ? {
                  ...field,
                  arguments: [...(field.arguments ?? []), { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'asOf' }, value: instant }],
                }
              : field,
          ),
        },
      }),
    }),
  );
}

const PRESENT = readdirSync(FOLDER).map((file): [string, string] => [file.replace('.graphql', ''), readFileSync(`${FOLDER}/${file}`, 'utf8')]);

/** What the workloads ask, as the platform's clients write it; each contestant has its own way to the same facts. */
export const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ...PRESENT,
  ...['projects', 'partnerImpact', 'countyMap'].map((name): [string, string] => [`${name}AsOf`, asOf(new Map(PRESENT).get(name) ?? '')]),
  // The home page is one of those that the platform knows beforehand.
  ['home', readFileSync(projectFile('schema/operations/35-portal-home.graphql'), 'utf8')],
]);

export function operationNamed(name: string): string {
  const text = OPERATIONS.get(name);
  if (text === undefined) throw new Error(`Expected an operation of ${FOLDER}, got "${name}"`);
  return text;
}
