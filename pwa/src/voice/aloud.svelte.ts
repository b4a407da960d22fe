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

/** Words in one language. */
export interface Said {
  words: string;
  lang: string;
}

/** Reads words aloud. What was being read stops. */
export function read(words: string, lang: string): void {
  readAll([{ words, lang }]);
}

/** Reads one after the other, each in a voice of its language. What this phone has no voice for is passed over. */
export function readAll(parts: readonly Said[]): void {
  hush();
  for (const { words, lang } of parts) {
    const voice = voiceFor(lang);
    if (!voice || !words) continue;
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    speechSynthesis.speak(utterance);
  }
}

/** Stops reading. */
export function hush(): void {
  globalThis.speechSynthesis?.cancel();
}

function voiceFor(lang: string): SpeechSynthesisVoice | undefined {
  const wanted = lang.split("-")[0];
  return voices.find((voice) => voice.lang.split(/[-_]/)[0] === wanted);
}
