/**
 * What a person's hand can reach in a tab of the app: the phone's own store and sync, as they are released. It is built into
 * one script, so that every tab's life begins with fresh code and with nothing in its memory.
 */
export { schoolAt } from "../../src/api/client";
export { newDraft } from "../../src/moment/draft";
export { newId } from "../../src/moment/ids";
export { openKnownSeat, seatsOnThisPhone } from "../../src/online/seats";
export { signInWithBadge, takeSeat } from "../../src/online/signIn";
export { askToLeave, leave } from "../../src/online/signOut";
export { recordConsent } from "../../src/store/adults";
export { decide, recordAnswer, takeDown, undo } from "../../src/store/decisions";
export { keepDraft } from "../../src/store/drafts";
export { discard, needsALook, reopen, tryAgain, unsent } from "../../src/store/look";
export { keepAct, outbox, sentOps } from "../../src/store/outbox";
export { myMoments } from "../../src/store/own";
export { asks, circleTimeline, me, queue, staffMoments } from "../../src/store/rows";
export { saveRevision } from "../../src/store/save";
export { readFact, tryNow } from "../../src/store/seat";
export { startSync } from "../../src/sync/loop";
