import { registerEnumType } from 'type-graphql';

export enum EvidenceState {
  INTACT = 'INTACT',
  ALTERED = 'ALTERED',
  MISSING = 'MISSING',
}

registerEnumType(EvidenceState, {
  name: 'EvidenceState',
  description: 'What the last look at the content of a file found.',
  valuesConfig: {
    INTACT: { description: '完好: it is what was uploaded, to the byte.' },
    ALTERED: { description: '被改动: something else lies in its place. It is not served.' },
    MISSING: { description: '缺失: nothing lies in its place.' },
  },
});
