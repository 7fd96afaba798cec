import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { Road, RoadChoice } from '../../src/domain/mail-road.ts';

export interface RoadProps {
  readonly choice: RoadChoice;
  /** The one that worked last; null before the first. */
  readonly taken: Road | null;
  /** Why not the preferred one, since when, and when that one is tried again. */
  readonly because: Diagnosis | undefined;
  readonly since: Date | null;
  readonly retryAt: Date | null;
  /** Why the other road could not take over. */
  readonly hindrance: Diagnosis | undefined;
}

/** Whether Graph tells of new mail by itself. */
export interface ToldProps {
  /** Where Graph cannot reach us: the address that it would have to. */
  readonly publicUrl: string | undefined;
  /** Since when it tells, or does not; null before it was asked. */
  readonly since: Date | null;
  /** When it told of something last. */
  readonly lastToldAt: Date | null;
  /** Why it does not. */
  readonly because: Diagnosis | undefined;
  readonly retryAt: Date | null;
}

export interface RoadsProps {
  readonly id: number;
  readonly csrf: string;
  readonly roads: {
    readonly in: RoadProps;
    readonly out: RoadProps;
    /** Undefined where mail does not come in by Graph. */
    readonly told: ToldProps | undefined;
    /** Undefined where nothing is deleted. */
    readonly deletesForGood: boolean | undefined;
    /** Graph could take over, and nobody has allowed it. */
    readonly asksForGraph: boolean;
  };
}
