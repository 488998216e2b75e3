import type { Figure } from './figures.js';

const WIDTH = 760;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 130, top: 24, bottom: 48 };
const COLOURS = ['#1f6f8b', '#c8553d', '#588157', '#8d5a97', '#bc8a00', '#3d405b', '#7f5539', '#00897b', '#d81b60', '#546e7a', '#6a994e', '#9d0208'];

/** p50 of each workload against the ledger's size, both in powers of ten: what does not grow is level. */
export function drawCostBySize(figures: readonly Figure[]): string {
  const sizes = spanOf(figures.map(({ contributions }) => contributions));
  const times = spanOf(figures.map(({ p50 }) => p50));
  const x = scale(sizes, MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(times, HEIGHT - MARGIN.bottom, MARGIN.top);
  const workloads = [...new Set(figures.map(({ workload }) => workload))];

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<title>p50 of each workload against the size of the ledger</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    ...powersOfTen(sizes).map(
      (size) => gridLine(x(size), MARGIN.top, x(size), HEIGHT - MARGIN.bottom) + label(x(size), HEIGHT - 26, 'middle', size.toLocaleString('en')),
    ),
    ...powersOfTen(times).map(
      (time) => gridLine(MARGIN.left, y(time), WIDTH - MARGIN.right, y(time)) + label(MARGIN.left - 8, y(time) + 4, 'end', `${time} ms`),
    ),
    label(WIDTH / 2, HEIGHT - 8, 'middle', 'contributions in the ledger'),
    ...workloads.map((workload, index) => {
      const points = figures.filter((figure) => figure.workload === workload).sort((a, b) => a.contributions - b.contributions);
      const colour = COLOURS[index % COLOURS.length] as string;
      const path = points.map(({ contributions, p50 }) => `${x(contributions).toFixed(1)},${y(p50).toFixed(1)}`);
      const legend = MARGIN.top + 12 + index * 18;
      return [
        `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...path.map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`),
        `<rect x="${WIDTH - MARGIN.right + 16}" y="${legend - 9}" width="10" height="10" fill="${colour}"/>`,
        label(WIDTH - MARGIN.right + 32, legend, 'start', workload),
      ].join('');
    }),
    '</svg>',
    '',
  ].join('\n');
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The powers of ten around all values. */
function spanOf(values: readonly number[]): Span {
  const logs = values.length === 0 ? [0, 1] : values.map(Math.log10);
  const from = Math.floor(Math.min(...logs));
  return { from, to: Math.max(from + 1, Math.ceil(Math.max(...logs))) };
}

function scale({ from, to }: Span, start: number, end: number): (value: number) => number {
  return (value) => start + ((Math.log10(value) - from) / (to - from)) * (end - start);
}

function powersOfTen({ from, to }: Span): number[] {
  return Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step));
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`;
}

function label(x: number, y: number, anchor: string, text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#333">${text}</text>`;
}
