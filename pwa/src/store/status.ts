/** How the phone and the school stand to each other, for every screen. */
export interface Status {
  /** The school answered last time. */
  online: boolean;
  /** Somebody else answered: the wifi wants a sign-in. */
  portal: boolean;
  /** When the school was last heard, milliseconds. 0: never. */
  lastContact: number;
  sending: boolean;
  /** Acts that wait to go up, and photos that wait with them. */
  waiting: number;
  needsLook: number;
  /** What lies sealed on this device, of whomever, and has not gone up. */
  sealed: number;
  /** The session is over. Everything is kept. */
  signInAgain: boolean;
  /** The phone's clock differs from the school's by more than ten minutes. */
  clockOff: boolean;
  /** This phone has no room for what the school tells. What was kept here still goes up. */
  full: boolean;
  /** The school wants a newer app. Asked only after what waits has gone up. */
  reload: boolean;
  /** How many rounds the sync has finished since start, so that someone can wait for the next. */
  rounds: number;
}

export const atStart: Status = {
  online: true,
  portal: false,
  lastContact: 0,
  sending: false,
  waiting: 0,
  needsLook: 0,
  sealed: 0,
  signInAgain: false,
  clockOff: false,
  full: false,
  reload: false,
  rounds: 0,
};
