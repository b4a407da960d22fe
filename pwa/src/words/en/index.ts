import activities from "./activities.json";
import ask from "./ask.json";
import chip from "./chip.json";
import circle from "./circle.json";
import compose from "./compose.json";
import door from "./door.json";
import feelings from "./feelings.json";
import frame from "./frame.json";
import home from "./home.json";
import lock from "./lock.json";
import looks from "./looks.json";
import makers from "./makers.json";
import me from "./me.json";
import moment from "./moment.json";
import moments from "./moments.json";
import nowhere from "./nowhere.json";
import photo from "./photo.json";
import record from "./record.json";
import shell from "./shell.json";
import symbols from "./symbols.json";
import tell from "./tell.json";
import trouble from "./trouble.json";
import turns from "./turns.json";
import update from "./update.json";
import voice from "./voice.json";
import ways from "./ways.json";
import when from "./when.json";

/** Every English message. One file for each part of the app; a key starts with the name of its file. */
export const en = {
  ...activities,
  ...ask,
  ...chip,
  ...circle,
  ...compose,
  ...door,
  ...feelings,
  ...frame,
  ...home,
  ...lock,
  ...looks,
  ...makers,
  ...me,
  ...moment,
  ...moments,
  ...nowhere,
  ...photo,
  ...record,
  ...shell,
  ...symbols,
  ...tell,
  ...trouble,
  ...turns,
  ...update,
  ...voice,
  ...ways,
  ...when,
};
