// What '@jest/globals' is to a file of tests that runs without Jest's own process, see register.ts.
export { expect } from 'expect';
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
