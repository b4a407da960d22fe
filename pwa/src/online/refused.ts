/**
 * How a call to the school can fail, for the screens that make one: the school's refusal with its sentence, an answer
 * from somebody else, no answer, or a session that is over.
 */
export { Elsewhere, Refusal, SessionEnded, Unreachable } from "../api/answers";
