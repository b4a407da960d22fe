import { whatIsMissing, type Draft, type DraftQuote, type DraftVoice } from "../../moment/draft";
import { newId } from "../../moment/ids";
import { mediaIn } from "../../moment/revision";
import { discardDraft, keepDraft, type DraftKept } from "../../store/drafts";
import type { Photo } from "../../store/media";
import { soundBlob } from "../../store/pictures";
import { saveRevision } from "../../store/save";
import type { Saved } from "../../store/saved";
import type { Seat } from "../../store/seat";
import type { Picture, VoiceNote } from "../../store/shapes";
import { staysOpenFor } from "../frame/pending";
import { putAside, takeBack, type Loose } from "./loose";
import type { Opened } from "./opening";

/** A voice note, or what there is of it so far. */
type NewVoice = DraftVoice & Pick<Photo, "bytes" | "sha256"> & { millis: number };

/**
 * A moment that is being made. Whatever changes is kept as a draft at once, one write after the other; words stay when
 * a photo does not fit, and its bytes stay here for another try.
 */
export class Maker {
  draft = $state() as Draft;
  /** What of it could be kept last time. */
  kept = $state<DraftKept["kept"]>("all");
  saving = $state(false);
  readonly known: readonly Picture[];
  readonly heard: readonly VoiceNote[];
  loose = $state.raw<Loose>({});
  /** The voice note that is being recorded. */
  recording = $state<string>();

  private dirty = false;
  private over = false;
  private closed = false;
  private writing: Promise<void> = Promise.resolve();
  private begun: boolean;
  private coming: Promise<unknown> = Promise.resolve();
  private recorder: { stop(): void } | undefined;

  constructor(
    private readonly seat: Seat,
    opened: Opened,
  ) {
    this.draft = opened.draft;
    this.known = opened.known;
    this.heard = opened.heard ?? [];
    this.begun = opened.draft.base !== undefined;
    this.loose = takeBack(seat, opened.draft.moment);
    if (Object.keys(this.loose).length) void this.keep();
  }

  /** Changes the draft and keeps it. The promise resolves when it is on the disk, or could not be put there. */
  change(how: (draft: Draft) => void): Promise<void> {
    how(this.draft);
    this.draft.changed = now();
    return this.keep();
  }

  /** Keeps the draft as it stands: before the camera opens, too, since the phone may end the page there. */
  keep(): Promise<void> {
    this.begin();
    if (!this.dirty) {
      this.dirty = true;
      this.writing = this.writing.then(() => this.write());
      staysOpenFor(this.seat, this.writing);
    }
    return this.writing;
  }

  /** Puts a photo into the moment, in the place of another one when `instead` names it. */
  async addPhoto(taken: Omit<Photo, "media">, alt: string, instead?: string): Promise<void> {
    const photo = { ...taken, media: newId() };
    const { media, sha256, width, height } = photo;
    const src = URL.createObjectURL(new Blob([photo.bytes], { type: "image/jpeg" }));
    this.loose = { ...this.loose, [media]: { photo, src } };
    await this.change(({ pictures }) => {
      const place = pictures.findIndex((picture) => picture.media === instead);
      pictures.splice(place < 0 ? pictures.length : place, place < 0 ? 0 : 1, { media, alt, sha256, width, height });
    });
  }

  /** Keeps a voice note as far as it was recorded, in the place of another one when `instead` names it. */
  async addVoice({ bytes, sha256, ...note }: NewVoice, instead?: string): Promise<void> {
    const { media, millis } = note;
    const before = this.loose[media]?.src;
    if (before) URL.revokeObjectURL(before);
    const photo = { media, bytes, sha256, millis, kind: "voice" as const, width: 0, height: 0 };
    this.loose = { ...this.loose, [media]: { photo, src: URL.createObjectURL(soundBlob(bytes)) } };
    await this.change(({ voice }) => {
      const place = voice.findIndex((known) => known.media === media || known.media === instead);
      const here = voice[place];
      if (here?.media === media) here.millis = millis;
      else voice.splice(place < 0 ? voice.length : place, place < 0 ? 0 : 1, note);
    });
  }

  /** Somebody records a voice note until then. Saving ends it, and waits for the rest of it. */
  async records(media: string, recorder: { stop(): void }, until: Promise<void>): Promise<void> {
    this.recorder = recorder;
    this.recording = media;
    await this.awaits(until);
    this.recording = undefined;
  }

  /** Takes a photo or a voice note that is still being made ready: saving waits for it. */
  awaits(photo: Promise<void>): Promise<void> {
    this.coming = Promise.allSettled([this.coming, photo]);
    staysOpenFor(this.seat, photo);
    return photo;
  }

  /** The camera, or the pictures, are open until then, and a photo may come of it. */
  isOut(back: Promise<void>): void {
    staysOpenFor(this.seat, back);
  }

  /** Resolves when every photo that was taken, and what is being recorded, has arrived or has failed. */
  async arrived(): Promise<void> {
    this.recorder?.stop();
    for (let seen; seen !== this.coming;) {
      seen = this.coming;
      await seen;
    }
  }

  /** The first thing that keeps it from being saved: a field of the draft, or `empty`. */
  get missing(): string | undefined {
    return whatIsMissing(this.ready());
  }

  /** Keeps the moment. After `all` or `words` there is no draft any more; the words' revision is what goes on. */
  async save(): Promise<Saved> {
    this.saving = true;
    try {
      await this.arrived();
      await this.writing;
      const photos = mediaIn(this.draft).flatMap((media) => this.loose[media]?.photo ?? []);
      this.over = true;
      const saved = await saveRevision(this.seat, this.ready(), photos);
      if (saved.kept === "nothing") this.over = false;
      else this.draft.base = saved.revision;
      return saved;
    } catch (error) {
      this.over = false;
      throw error;
    } finally {
      this.saving = false;
    }
  }

  /** Throws the draft away. A moment that was kept before stays as it was kept. */
  async throwAway(): Promise<void> {
    this.over = true;
    await this.writing;
    await discardDraft(this.seat, this.draft.moment);
  }

  /** Lets go of the photos, unless this is the only place where they are. Called when the page is left. */
  close(): void {
    this.closed = true;
    this.leaveLoose();
  }

  private leaveLoose(): void {
    if (!this.over && Object.keys(this.loose).length) putAside(this.seat, this.draft.moment, this.loose);
    else for (const { src } of Object.values(this.loose)) URL.revokeObjectURL(src);
  }

  /** The draft as it would be saved: quotes in which nothing was said are left out. */
  private ready(): Draft {
    const draft = $state.snapshot(this.draft) as Draft;
    return { ...draft, quotes: draft.quotes.filter((quote: DraftQuote) => quote.words.trim()) };
  }

  /** From the first tap on the address names the draft, so that a page that was ended comes back with it. */
  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    history.replaceState(history.state, "", `/new/${this.draft.moment}`);
  }

  private async write(): Promise<void> {
    this.dirty = false;
    if (this.over) return; // kept or thrown away: a late tap must not bring the draft back
    const photos = Object.values(this.loose).map(({ photo }) => photo);
    try {
      const { kept, lost } = await keepDraft(this.seat, $state.snapshot(this.draft) as Draft, photos);
      this.kept = kept;
      this.letGo(photos.filter(({ media }) => !lost.includes(media)));
    } catch (error) {
      this.kept = "nothing";
      // A seat that was left in the middle of a recording takes no last second; what came before is on the disk.
      if (!this.closed) reportError(error);
    }
    if (this.closed) this.leaveLoose();
  }

  /** What is on the disk need not be in memory. The page may still be drawing it: its address goes a little later. */
  private letGo(photos: readonly Photo[]): void {
    const loose = { ...this.loose };
    for (const photo of photos) {
      const { media } = photo;
      if (loose[media]?.photo !== photo) continue; // a recording has gone on meanwhile
      const { src } = loose[media];
      setTimeout(() => URL.revokeObjectURL(src), 10_000);
      delete loose[media];
    }
    this.loose = loose;
  }
}

function now(): string {
  return new Date().toISOString();
}
