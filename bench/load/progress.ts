/** Says what a load has come to. */
export type Progress = (step: string) => void;

/** Prints each step with the seconds since the beginning. */
export function printedProgress(title: string): Progress {
  const started = performance.now();
  return (step) => console.log(`${title}  ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${step}`);
}
