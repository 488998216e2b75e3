import { Presets, SingleBar } from 'cli-progress';

/** Shows how far something has come. */
export interface Progress {
  at(done: number, total: number): void;
  end(): void;
}

/** A bar where a person looks on, a line for each tenth where the output goes to a file. */
export function showProgress(what: string, output: NodeJS.WriteStream = process.stderr): Progress {
  return output.isTTY ? bar(what, output) : lines(what, output);
}

function bar(what: string, stream: NodeJS.WriteStream): Progress {
  const shown = new SingleBar(
    { format: `${what} {bar} {percentage}% | {value}/{total} | {eta_formatted}`, stream, hideCursor: true },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    at: (done, total) => {
      if (!isStarted) shown.start(total, 0);
      isStarted = true;
      shown.update(done);
      // The embedded database keeps the event loop busy, so the bar's own timer seldom comes to draw.
      shown.render();
    },
    end: () => shown.stop(),
  };
}

function lines(what: string, output: NodeJS.WriteStream): Progress {
  let tenths = 0;
  return {
    at: (done, total) => {
      const reached = Math.floor((done / total) * 10);
      if (reached > tenths) output.write(`${what} ${reached * 10}%\n`);
      tenths = Math.max(tenths, reached);
    },
    end: () => {},
  };
}
