/** The voices that live on this phone. A voice of somebody's cloud is never used: the words would leave the phone. */
let voices = $state.raw<SpeechSynthesisVoice[]>([]);

function look(): void {
  voices = globalThis.speechSynthesis?.getVoices().filter((voice) => voice.localService) ?? [];
}

if (globalThis.speechSynthesis) {
  look();
  // Phones load their voices after the page: a button appears when there is one.
  speechSynthesis.addEventListener?.("voiceschanged", look);
}

/** True when this phone can read this language aloud by itself. */
export function canRead(lang: string): boolean {
  return voiceFor(lang) !== undefined;
}

/** Reads words aloud. What was being read stops. */
export function read(words: string, lang: string): void {
  const voice = voiceFor(lang);
  if (!voice) return;
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  speechSynthesis.speak(utterance);
}

/** Stops reading. */
export function hush(): void {
  globalThis.speechSynthesis?.cancel();
}

function voiceFor(lang: string): SpeechSynthesisVoice | undefined {
  const wanted = lang.split("-")[0];
  return voices.find((voice) => voice.lang.split(/[-_]/)[0] === wanted);
}
