/** What jobs that share a compiled graph were measured to take. */
export interface Measured {
  readonly layer: string;
  /** How many there are to do. */
  readonly jobs: number;
  /** Groups that they are in: a worker compiles once in each. */
  readonly groups: number;
  /** Seconds from the first job's begin in which the graph is compiled and warmed up. */
  readonly compile: number;
  /** Seconds of a job, once it is compiled and its photograph is decoded. */
  readonly job: number;
  /** Bytes of a job and its result. */
  readonly bytes: number;
}

/** What a plan was measured to take. */
export interface Measurement {
  readonly measured: readonly Measured[];
  /** Seconds from a worker's start to its first job. */
  readonly start: number;
  /** Seconds of decoding a photograph. */
  readonly decode: number;
  /** Photographs that the jobs are of. */
  readonly photographs: number;
  /** Photographs that a worker keeps decoded. */
  readonly kept: number;
}

/** What jobs of a layer cost. */
export interface LayerCost {
  readonly layer: string;
  readonly jobs: number;
  readonly secondsToCompile: number;
  readonly secondsAJob: number;
  /** Of machine. */
  readonly hours: number;
  readonly gigabytes: number;
}

/** What a plan costs. */
export interface Cost {
  readonly jobs: number;
  readonly workers: number;
  /** Hours that workers work, added up. */
  readonly machineHours: number;
  /** Hours until all are done, with each worker on a core of its own. */
  readonly hours: number;
  readonly gigabytes: number;
  readonly layers: readonly LayerCost[];
}

/** What a number of workers takes for jobs that were measured. */
export function costOf(measurement: Measurement, workers: number): Cost {
  const { measured, start } = measurement;
  const jobs = total(measured.map((one) => one.jobs));
  const groups = total(measured.map((one) => one.groups));
  // more workers than jobs have nothing to do
  const busy = Math.max(1, Math.min(workers, jobs));
  const decoding = jobs && (measurement.decode * decodedBy(busy, jobs, measurement)) / jobs;
  // those who come when no group is left go where others are
  const entries = groups && Math.max(groups, busy) / groups;
  const layers = measured.map(({ layer, compile, job, bytes, ...one }): LayerCost => {
    const seconds = one.groups * entries * compile + one.jobs * (job + decoding);
    return {
      ...{ layer, jobs: one.jobs, secondsToCompile: compile, secondsAJob: job + decoding },
      ...{ hours: seconds / 3600, gigabytes: (one.jobs * bytes) / 1e9 },
    };
  });
  const machineHours = (busy * start) / 3600 + total(layers.map(({ hours }) => hours));
  return {
    ...{ jobs, workers, machineHours, hours: machineHours / busy },
    gigabytes: total(layers.map(({ gigabytes }) => gigabytes)),
    layers,
  };
}

/** Photographs that are decoded: each worker takes jobs in an order of its own, and keeps what it used last. */
function decodedBy(workers: number, jobs: number, { photographs, kept }: Measurement): number {
  if (!photographs) return 0;
  const each = jobs / workers;
  // the share of jobs whose photograph is not among those that are kept
  const missed = Math.max(0, 1 - kept / photographs);
  const first = Math.min(photographs, each);
  return workers * (first + missed * (each - first));
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
