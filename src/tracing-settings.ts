import type { TracingSettings } from './seeing/tracing.js';
import { StartFailure } from './start/start-failure.js';

type Environment = Readonly<Record<string, string | undefined>>;

const SAMPLERS = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const;

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/** The most characters of a statement in a trace, unless something else is said. */
const VALUE_LENGTH = '8192';

/**
 * The standard variables of OpenTelemetry's SDK that concern traces, as its specification has them; null where no traces are wanted. Where they are
 * sent and with which headers, and what the service is called, the SDK's packages read themselves. A value that is not good is refused here, where the
 * specification has it passed over: nobody would see that everything or nothing is traced.
 */
export function tracingSettingsOf(environment: Environment): TracingSettings | null {
  const of = (name: string, standard = '') => environment[name]?.trim() || standard;
  const hasEndpoint = of('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') !== '' || of('OTEL_EXPORTER_OTLP_ENDPOINT') !== '';
  if (!hasEndpoint || of('OTEL_SDK_DISABLED').toLowerCase() === 'true' || of('OTEL_TRACES_EXPORTER', 'otlp') === 'none') return null;

  const [protocolName, protocol] = firstOf(of, ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'], 'http/protobuf');
  const sampler = oneOf('OTEL_TRACES_SAMPLER', of('OTEL_TRACES_SAMPLER', 'parentbased_always_on'), SAMPLERS);
  const [lengthName, length] = firstOf(of, ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'], VALUE_LENGTH);
  const whole = (name: string, standard: string) => number(name, of(name, standard), 1, 2 ** 31 - 1);
  return {
    protocol: oneOf(protocolName, protocol, PROTOCOLS),
    sampler: {
      kind: sampler.replace('parentbased_', '') as TracingSettings['sampler']['kind'],
      share: number('OTEL_TRACES_SAMPLER_ARG', of('OTEL_TRACES_SAMPLER_ARG', '1'), 0, 1),
      byParent: sampler.startsWith('parentbased_'),
    },
    takesTraceparent: of('OTEL_PROPAGATORS', 'tracecontext').split(',').includes('tracecontext'),
    batches: {
      scheduledDelayMillis: whole('OTEL_BSP_SCHEDULE_DELAY', '5000'),
      exportTimeoutMillis: whole('OTEL_BSP_EXPORT_TIMEOUT', '30000'),
      maxQueueSize: whole('OTEL_BSP_MAX_QUEUE_SIZE', '2048'),
      maxExportBatchSize: whole('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '512'),
    },
    valueLength: number(lengthName, length, 1, 2 ** 31 - 1),
  };
}

/** The first of these variables that says something. */
function firstOf(of: (name: string) => string, names: readonly [string, string], standard: string): [name: string, value: string] {
  const name = names.find((one) => of(one) !== '') ?? names[1];
  return [name, of(name) || standard];
}

function oneOf<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw new StartFailure({
    zh: `设置 ${name} 应为 ${choices.join('、')} 之一，收到的是“${text}”。`,
    en: `the setting ${name} must be one of ${choices.join(', ')}, got "${text}".`,
  });
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new StartFailure({
    zh: `设置 ${name} 应为 ${least} 到 ${most} 之间的数，收到的是“${text}”。`,
    en: `the setting ${name} must be a number from ${least} to ${most}, got "${text}".`,
  });
}
