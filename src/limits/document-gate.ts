import { GraphQLError, type GraphQLSchema, parse, type ValidationRule, validate } from 'graphql';
import { Recent } from '../shared/recent.js';
import { aliasesRule, directivesRule, fragmentsRule, operationsRule } from './counted-nodes.rules.js';
import { depthRule } from './depth.rule.js';
import { limitExceeded } from './limit-exceeded.js';
import type { DocumentLimits } from './limits.js';
import { listsRule } from './lists.js';
import { overlapsRule } from './overlaps.rule.js';
import { rootFieldsRule } from './root-fields.rule.js';

const MOST_TEXTS = 500;

/**
 * Looks at what a document is before GraphQL looks whether it fits the schema, because that takes longer than anything else that a document
 * of a few hundred words can cause, and is over before any limit of its own could be said.
 */
export class DocumentGate {
  readonly #passed = new Recent<string, true>(MOST_TEXTS);
  readonly #rules: readonly ValidationRule[];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: DocumentLimits,
  ) {
    this.#rules = [
      operationsRule(limits.operations),
      fragmentsRule(limits.fragments),
      depthRule(limits.depth),
      rootFieldsRule(limits.rootFields),
      aliasesRule(limits.aliases),
      directivesRule(limits.directives),
      listsRule(limits.listItems),
      overlapsRule(limits.overlaps),
    ];
  }

  /** The limits that the document goes beyond. One that cannot be parsed is for GraphQL to refuse, as is one of too many tokens. */
  refusals(text: string): readonly GraphQLError[] {
    if (this.#passed.get(text)) return [];
    const bytes = Buffer.byteLength(text);
    if (bytes > this.limits.documentBytes) {
      return [limitExceeded('documentBytes', this.limits.documentBytes, bytes, { zh: '查询文档的字节数', en: 'bytes of the document' })];
    }
    try {
      const errors = validate(this.schema, parse(text, { maxTokens: this.limits.tokens }), this.#rules);
      if (errors.length === 0) this.#passed.set(text, true);
      return errors;
    } catch (error) {
      if (error instanceof GraphQLError) return [];
      throw error;
    }
  }
}
