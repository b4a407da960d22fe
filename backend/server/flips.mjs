/**
 * Each rule that says who may do what, flipped to "everybody may", or to one condition fewer. A test has to notice each. A piece that is
 * not there exactly once any more has to be found anew. `room` is whose tests are asked after the matrix, where it is not the file's own.
 *
 * @type {(import("../../scripts/planting.mjs").Defect & { room: string })[]}
 */
export const flips = [
  ...among("backend/circle/reach.go", [
    ["a coordinator's family seat coordinates", 'if seat.Kind != "staff" {\n\t\treturn api.NotFound()\n\t}\n\tyes, err', "yes, err"],
    ["every adult coordinates", "if !yes {", "if !yes && seat.ID == `` {"],
    ["every seat is one of the staff", 'if seat.Kind != "staff" {\n\t\treturn api.NotFound()\n\t}\n\treturn nil', "return nil"],
    ["every adult looks after every student", "if !sits || !looks {", "if !sits || !looks && id == `` {"],
    ["an adult is looked after like a student", "if !sits || !looks {", "if !looks || !sits && id == `` {"],
    ["every adult knows every person", "if !near {", "if !near && seat.ID == `` {"],
    ["every adult decides for every circle", "if leads {", "if leads || seat.ID != `` {"],
    ["a family link is whoever's", "if _, err := StudentOf(app, seat, link.GetString(\"student\")); err != nil {", "if seat.Kind != `staff` {"],
    ["the other school is like one's own", 'if record.GetString("school") != seat.School {', "if seat.School == `` {"],
    ["a supporting adult knows the people of a circle", "AND led.role IN ('facilitator', 'cover') AND", "AND"],
    ["a cover knows the people before it begins", "AND led.role IN ('facilitator', 'cover') AND ` + Running(\"led\")", "AND led.role IN ('facilitator', 'cover')`"],
    ["who has left is near still", "m.circle IN (` + led + `) AND ` + Running(\"m\") + `\n\tUNION SELECT f.person", "m.circle IN (` + led + `)\n\tUNION SELECT f.person"],
  ]),
  ...among("backend/circle/keys.go", [
    ["who has left a circle reads on", "WHERE person = {:person} AND `+current+` ORDER BY 1`)\n\t\tmore = append(more, Key{Name: \"school:\" + seat.School})\n\tcase \"staff\"", "WHERE person = {:person} ORDER BY 1`)\n\t\tmore = append(more, Key{Name: \"school:\" + seat.School})\n\tcase \"staff\""],
    ["a cover reads before it begins", "'supporting_adult') AND `+current+` ORDER BY 1`", "'supporting_adult') ORDER BY 1`"],
    ["a supporting adult reads as the facilitator does", "CASE role WHEN 'supporting_adult' THEN 'circle:' ELSE 'staff:' END", "'staff:'"],
    ["a restricted link is a link", "if link.Restricted || !link.Reads {", "if !link.Reads {"],
    ["a family reads on when its student is of age", "if link.Restricted || !link.Reads {", "if link.Restricted {"],
    ["what a restore brought back is read at once", "closed && !strings.HasPrefix", "closed && len(more) > 99 && !strings.HasPrefix"],
    ["a supporting adult decides", "AND role IN ('facilitator', 'cover') AND `+current, dbx.Params", "AND `+current, dbx.Params"],
    ["a cover decides before it begins", "AND role IN ('facilitator', 'cover') AND `+current, dbx.Params", "AND role IN ('facilitator', 'cover')`, dbx.Params"],
    ["who coordinates one school coordinates all", "AND school = {:school} AND role = 'coordinator'", "AND role = 'coordinator'"],
    ["every adult of a school coordinates it", "AND role = 'coordinator' AND `+current", "AND `+current"],
    ["a supporting adult looks after students", "AND g.person = {:person} AND g.role IN ('facilitator', 'cover')", "AND g.person = {:person}"],
    ["a student who has left is looked after", "\n\t\t\tAND (m.until = '' OR m.until > {:now})", ""],
    ["a restricted guardian's word counts where another link of theirs is open", "\n\t\t\tAND l.restricted AND `+Running", "\n\t\t\tAND l.id = '' AND `+Running"],
    ["a coordinator looks after the students of all schools", "JOIN people p ON p.school = g.school", "JOIN people p ON true"],
  ]),
  ...among("backend/circle/readers.go", [
    ["who does not decide alone says who reads", "|| !alone {", "|| !alone && id == `` {"],
    ["who decides alone says who reads of everybody", '|| link.GetString("student") != seat.Person', ""],
    ["whom an order restricts is let read", "|| !open ||", "|| !open && id == `` ||"],
  ]),
  ...among("backend/account/running.go", [
    ["everybody sees where everybody is signed in", "if id == seat.Person {", "if id != `` {"],
    ["a session is whoever's it is said to be", 'record.GetString("person") != request.Id', 'record.GetString("person") == ``'],
  ]),
  ...among("backend/incident/alarms.go", [
    ["another school's alarm is put away", "WHERE id = {:id} AND school = {:school}`", "WHERE id = {:id}`"],
    ["whom an alarm is about puts it away", "if about != seat.Person {", "if about != `` {"],
  ]),
  ...among("backend/circle/record.go", [
    ["who is let read has the record too", "err != nil || alone {", "err != nil || alone && student == `` {"],
    ["a student takes another's record", "if seat.Person != student {", "if seat.Person == `` {"],
    ["a family takes the record of each other's student", 'if key.Name == "kin:"+student {', "if key.Name != `` {"],
  ]),
  ...among("backend/family/family.go", [
    ["every adult takes records", "if err := circle.Coordinator(r.App, to.seat); err != nil {", "if err := circle.Staff(to.seat); err != nil {"],
    ["a coordinator takes records of another school", 'found.GetString("school") != to.seat.School', 'found.GetString("school") == ``'],
    ["a session that was left open takes a record", "if err := r.Fresh(ctx); err != nil {", "if err := r.Fresh(ctx); err != nil && student == `` {"],
    ["a family is handed whom it may not see", ".Column(&key.Except)", ".Column(new([]string))"],
  ]),
  ...among("backend/family/record.go", [
    ["a family reads what their student said elsewhere", "if !to.own {", "if !to.own && to.seat.ID == `` {"],
    ["a record tells of moments that its student is not in", "if !change.Gone && isIn(change.Moment, to.student.Id) {", "if !change.Gone {"],
    ["a record tells of what somebody is only asked about", "if change.Kind != api.ChangeKindMoment {", "if change.Moment == nil {"],
  ]),
  ...among("backend/feed/late.go", [
    ["who decides no more is reminded still", "AND (g.circle = c.id AND g.role IN ('facilitator', 'cover') OR g.school = c.school AND g.role = 'coordinator') AND ` + circle.Running(\"g\") + `)", "OR true OR ` + circle.Running(\"g\") + `)"],
  ], "backend/review"),
  ...among("backend/family/amendment/read.go", [
    ["a student who is not of age asks for amendments", 'if seat.Kind == "student" && !alone {', 'if seat.Kind == "" && !alone {'],
    ["a student who is not of age reads what their family asked", "if !r.Whole && !slices.ContainsFunc", "if r.Student == `` && !slices.ContainsFunc"],
    ["what was asked about a moment is told to who may not read it", 'if row.Moment == "" || row.Person', 'if row.Moment != `-` || row.Person'],
    ["a family is told which adult answered", "told = append(told, row.tell(r.Seat, false))", "told = append(told, row.tell(r.Seat, true))"],
  ]),
  ...among("backend/family/amendment/amendment.go", [
    ["a moment is asked about by who may not read it", "if !reads {", "if !reads && asked.Words == `` {"],
    ["a moment of others is asked about", "if err != nil || in > 0 {\n\t\t\treturn in > 0, err", "if err != nil || in >= 0 {\n\t\t\treturn in >= 0, err"],
    ["a statement is added to what was not refused", "if to.State != api.AmendmentStateRefused {", "if to.State == `` {"],
  ]),
  ...among("backend/family/amendment/answer.go", [
    ["who may not read of a student as family answers at work", "AND r.person = {:me} AND r.restricted AND", "AND r.person = {:me} AND r.id = '' AND"],
    ["every adult of a school answers", "AND g.role = 'coordinator' AND ` + circle.Running(\"g\")", "AND ` + circle.Running(\"g\")"],
    ["a supporting adult answers about a moment", "WHERE t.id = a.moment AND g.person = {:me} AND g.role IN ('facilitator', 'cover') AND", "WHERE t.id = a.moment AND g.person = {:me} AND"],
    ["a teacher of another circle answers about a moment", "OR a.moment = '' AND EXISTS (SELECT 1 FROM members m", "OR EXISTS (SELECT 1 FROM members m"],
    ["a supporting adult answers about a record", "WHERE m.person = a.student AND g.person = {:me} AND g.role IN ('facilitator', 'cover') AND", "WHERE m.person = a.student AND g.person = {:me} AND"],
    ["a teacher whom a student has left answers", "AND ` + circle.Running(\"m\") + ` AND ` + circle.Running(\"g\") + `))`", "AND ` + circle.Running(\"g\") + `))`"],
    ["who asked answers", "case to.Person == seat.Person:", "case to.Person == ``:"],
    ["an adult's family seat has the list", "if err := circle.Staff(seat); err != nil {\n\t\treturn nil, err\n\t}\n\trows, err", "rows, err"],
    ["an adult's family seat counts what waits", "if err := circle.Staff(seat); err != nil {\n\t\treturn nil, err\n\t}\n\topen, err", "open, err"],
    ["an adult's family seat answers", "if err := circle.Staff(seat); err != nil {\n\t\treturn row{}, err\n\t}\n", ""],
  ]),
  ...among("backend/feed/media.go", [
    ["a picture is open after its row went", "AND NOT f.gone` + except(key) + ` LIMIT 1`", "` + except(key) + ` LIMIT 1`"],
    ["every rendition of a moment is open", "AND f.subject = r.moment AND f.revision = r.id\n\t\t\t\tAND f.decision = n.decision", "AND f.subject = r.moment AND f.revision = r.id"],
    ["a restricted link opens pictures", "` + except(key) + ` LIMIT 1`", " LIMIT 1`"],
    ["a picture is open to whoever has its name", "ON f.key = {:key} AND f.kind IN", "ON f.kind IN"],
    ["a coordinator's family seat opens pictures", 'seat.Kind == "staff" && coordinates', "coordinates"],
    ["what a restricted student is in can be taken down", "AND f.subject = {:moment}\n\t\tAND NOT f.gone` + except(key))", "AND f.subject = {:moment}\n\t\tAND NOT f.gone`)"],
  ]),
  ...among("backend/feed/online.go", [
    ["every adult reads online", 'if !coordinates || seat.Kind != "staff" {', 'if !coordinates && seat.ID == `` || seat.Kind != "staff" {'],
    ["a coordinator's family seat reads online", 'if !coordinates || seat.Kind != "staff" {', "if !coordinates {"],
  ]),
  ...among("backend/feed/pull.go", [
    ["a restricted link pulls what its student is in", 'return ` AND NOT ` + hides("f.revision")', "return ``"],
    ["a closed key pulls moments", "return ` AND f.kind = 'circle'`", "return ``"],
  ]),
  ...among("backend/feed/aside.go", [
    ["everybody reads what was set aside", 'if seat.Kind != "staff" {\n\t\treturn false, nil\n\t}\n', ""],
    ["every adult reads what was set aside", "err != nil || !looks {", "err != nil || !looks && seat.ID == `` {"],
    ["adults of other circles read what was set aside", 'if err != nil || home == "" {', "if err != nil || seat.ID != `` {"],
  ]),
  ...among("backend/feed/worry.go", [
    ["whoever is named in a worry reads it", " AND NOT EXISTS (SELECT 1 FROM json_each(w.about) n WHERE n.value = {:me})", ""],
    ["whoever told a worry reads what adults wrote", "var forAdult = `w.person <> {:me} AND", "var forAdult = `true AND"],
    ["whose name stands in a worry reads it", "OR NOT EXISTS (SELECT 1 FROM json_each(w.mentioned) n WHERE n.value = {:me}) AND (", "OR ("],
    ["every adult of a school reads worries", "g.role = 'coordinator' AND g.school = w.school", "g.school = w.school"],
    ["a cover reads worries after its dates", "h.why = 'circle' AND ` + circle.Running(\"g\") + `", "h.why = 'circle'` + `"],
    ["another school's worries are like one's own", "w.id = {:id} AND w.school = {:school} AND", "w.id = {:id} AND"],
    ["an adult's family seat reads worries", 'if seat.Kind != "staff" {\n\t\treturn false, nil\n\t}\n', ""],
  ], "backend/programme/worry"),
  ...among("backend/inbox/aside.go", [
    ["everybody has a list of what was set aside", "if err := circle.Staff(seat); err != nil {\n\t\treturn nil, err\n\t}\n\tvar rows []aside", "var rows []aside"],
    ["what was set aside is whoever's to clear", "if err == nil && !may {", "if err == nil && !may && op == `` {"],
  ]),
  ...among("backend/inbox/waiting.go", [
    ["everybody has a list of phones", "if err := circle.Staff(seat); err != nil {\n\t\treturn nil, err\n\t}\n", ""],
    ["every adult sees every phone", "if looks {", "if looks || seat.ID != `` {"],
  ]),
  ...among("backend/review/review.go", [
    ["a teacher's family seat decides", 'if seat.Kind != "staff" {\n\t\treturn api.NotFound()\n\t}\n', ""],
    ["every adult decides", "if !leads {", "if !leads && circleID == `` {"],
  ]),
  ...among("backend/review/takeback.go", [
    ["everybody takes everything back", 'if len(mine) == 0 || seat.Kind != "student" {', 'if seat.Kind != "student" {'],
    ["an author's other seat takes back", 'if len(mine) == 0 || seat.Kind != "student" {', "if len(mine) == 0 {"],
    ["everybody takes everything down", 'if !open || shared.ID == "" {', 'if shared.ID == "" {'],
    ["every member takes everything down", "return len(shown) > 0, err", "return true, err"],
    ["every adult answers a take-down", "if err := mayDecide(tx, seat, h.Circle); err != nil {", "if h.Circle == `` {\n\t\tvar err error"],
  ]),
  ...among("backend/review/answer.go", [
    ["every adult answers for every student", 'if err != nil || !looksAfter || seat.Kind != "staff" {', 'if err != nil || !looksAfter && seat.ID == `` || seat.Kind != "staff" {'],
    ["a family answers for its student", '} else if seat.Kind != "student" {', "} else if seat.ID == `` {"],
    ["whoever is not asked answers", "if len(may) == 0 {", "if len(may) == 0 && moment == `` {"],
  ]),
  ...among("backend/review/decide.go", [
    ["everybody decides", "if err := mayDecide(tx, seat, h.Circle); err != nil {", "if h.Circle == `` {"],
    ["a decision is about what was not on the screen", "if d.Revision != h.Revision || d.Seen != h.Hash {", "if d.Revision != h.Revision {"],
  ]),
  ...among("backend/review/cover.go", [
    ["a cover is of whatever picture", "if at < 0 || facts.Pictures[at].Cover != nil {", "if at < 0 {\n\t\t\tcontinue\n\t\t}\n\t\tif facts.Pictures[at].Cover != nil {"],
    ["a cover is measured in whatever master", "if !picture.Kept || c.Master != picture.Hash {", "if !picture.Kept {"],
    ["a cover lies anywhere", "if !fits(c, image.Rect(0, 0, picture.Width, picture.Height)) {", "if !fits(c, image.Rect(0, 0, 1<<30, 1<<30)) {"],
    ["whoever is unseen is unseen where nothing is covered", "if !covered || !pictured {", "if !pictured {"],
    ["a face that is covered by half does not count", "return face.In(Rectangle(box))", "return face.Overlaps(Rectangle(box))"],
    ["a face at the edge of the crop does not count", "!face.Overlaps(Rectangle(*p.Cover.Crop))", "!face.In(Rectangle(*p.Cover.Crop))"],
  ]),
  ...among("backend/review/rules.go", [
    ["more faces than names are approved", "case most > named:", "case most > named+99:"],
    ["who is unseen counts as named", "if !slices.Contains(facts.Unseen, person.ID) {", "if !slices.Contains(facts.Unseen, person.ID) || person.ID != `` {"],
    ["what nobody looked at is approved in passing", "case !looked:", "case !looked && most > 99:"],
  ]),
  ...among("backend/review/render.go", [
    ["what is covered is read from the master", 'values["folder"] = security.RandomStringWithAlphabet(15, core.DefaultIdAlphabet)', "_ = security.RandomString"],
  ]),
  ...among("backend/review/release.go", [
    ["an approval does not wait for its covered picture", "AND NOT EXISTS (SELECT 1 FROM renditions n WHERE n.decision = d.id AND n.hash = '')", "AND true"],
  ]),
  ...among("backend/feed/moments.go", [
    ["somebody is asked before the covered picture stands", "AND NOT o.refused AND NOT UNMADE", "AND NOT o.refused"],
  ]),
  ...among("backend/feed/project.go", [
    ["everybody is told where faces are", "\tif reader.form == api.MomentFormStaff {\n\t\tb.forAdults(m, revision)", "\tif reader.form != `` {\n\t\tb.forAdults(m, revision)"],
  ]),
  ...among("backend/consent/bringin.go", [
    ["every adult looks at what a sheet changes", "if err := circle.Coordinator(r.App, seat); err != nil {\n\t\treturn nil, err\n\t}\n\tp, err", "p, err"],
    ["every adult brings in a sheet", "if err := circle.Coordinator(r.App, seat); err != nil {\n\t\treturn nil, err\n\t}\n\tif err := r.Fresh(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tvar p", "if err := r.Fresh(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tvar p"],
    ["every adult takes the list of consents", "if err := circle.Coordinator(r.App, seat); err != nil {\n\t\treturn nil, err\n\t}\n\tif err := r.Fresh(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tif only", "if err := r.Fresh(ctx); err != nil {\n\t\treturn nil, err\n\t}\n\tif only"],
    ["what changed meanwhile is brought in", "if p.tells.Digest != request.Body.Digest {", "if p.tells.Digest == `` {"],
  ]),
  ...among("backend/consent/weigh.go", [
    ["an old sheet undoes a withdrawal", "s.asOf >= 0 && w.newest.Seq > s.asOf", "s.asOf < -1"],
    ["an older paper undoes what was said since", "s.signed.Before(last) || s.signed.Equal(last) && s.asOf < 0", "s.signed.Before(last) && s.asOf < -1"],
    ["more than before needs no day", "\t\tif s.asOf < 0 {", "\t\tif s.asOf < -1 {"],
  ]),
  ...among("backend/consent/line.go", [
    ["a restricted guardian's paper is taken", "if found[0].Silent {", "if found[0].ID == s.line.Stray + `?` {"],
    ["anybody's paper is taken about whoever decides alone", "s.student.Decides(r.now) && s.giver.id != s.student.ID", "s.student.Decides(r.now) && s.giver.id == `?`"],
  ]),
  ...among("backend/consent/record.go", [
    ["every adult records consents", "may, err = circle.LooksAfter(tx, seat.Person, person)", "may = true"],
    ["every family allows for every student", "may, err = speaksFor(tx, seat.Person, person)", "may = true"],
    ["every student allows for every student with full rights", "may = person == seat.Person", "may = person != ``"],
    ["every student allows for themself", "may, err = circle.DecidesAlone(tx, person)", "may = true"],
    ["a family allows for a student with full rights", "return !alone, err", "return alone || !alone, err"],
    ["an adult at school gives from an account", "if c.How != api.RecordConsentHowPaper && c.How != api.RecordConsentHowInPerson {", 'if c.How == "" {'],
    ["a guardian allows in another's name", 'case c.Giver != "" && c.Giver != seat.Person:', 'case c.Giver != "" && seat.Person == "":'],
    ["a wider answer is taken over a newer no", "&& c.After != newest.ID {", "&& c.Person == `` {"],
  ]),
  ...among("backend/programme/orientation/orientation.go", [
    ["every adult records orientations", 'if err != nil || !looksAfter || seat.Kind != "staff" {', 'if err != nil || !looksAfter && seat.ID == `` || seat.Kind != "staff" {'],
    ["a teacher's family seat records orientations", 'if err != nil || !looksAfter || seat.Kind != "staff" {', "if err != nil || !looksAfter {"],
  ]),
  ...among("backend/moment/keep.go", [
    ["adults keep moments", 'if author.Kind != "student" {', "if author.ID == `` {"],
    ["strangers are named into moments", "if len(strangers) > 0 {", "if len(strangers) > 99 {"],
  ]),
  ...among("backend/moment/admit.go", [
    ["who has left keeps moments", "if belongs {", "if belongs || writer != `` {"],
    ["a picture comes for a moment of somebody else", "if len(strangers) > 0 {", "if len(strangers) > 99 {"],
  ]),
  ...among("backend/sealed/sealed.go", [
    ["what lies outside a locked place does whatever its student may", "if letter.Op.Kind != api.OpKindTellAdult {", "if letter.Op.Kind == `` {"],
    ["the key of a store is anybody's", "if held.Seat != seat || len(held.Secret)", "if len(held.Secret)"],
  ]),
  ...among("backend/account/who.go", [
    ["a family seat becomes a staff seat", 'if seat.Kind == "staff" && session.Seat.Kind != "staff" {', "if seat.ID == `` {"],
  ]),
  ...among("backend/circle/ways.go", [
    ["every seat chooses a student's ways", 'if seat.Kind != "student" {', "if seat.Kind == `` {"],
  ]),
  ...among("backend/circle/staff.go", [
    ["every adult names adults of a circle", "if err := Coordinator(tx, seat); err != nil {\n\t\treturn nil, nil, err", "if err := Staff(seat); err != nil {\n\t\treturn nil, nil, err"],
  ]),
  ...among("backend/circle/rights.go", [
    ["who was let read in error reads again when the day comes", "if err := shutOut(tx, student.Id); err != nil {", "if err := error(nil); err != nil {"],
  ]),
  ...among("backend/circle/rights.go", [
    ["every adult records from when a student decides alone", "if err := Coordinator(tx, seat); err != nil {", "if err := Staff(seat); err != nil {"],
    ["a session that was left open records from when a student decides alone", "if err := r.fresh(ctx); err != nil {", "if err := r.fresh(ctx); err != nil && day == `` {"],
  ], "backend/server"),
  ...among("backend/circle/schools.go", [
    ["every adult changes the school", "if err := Coordinator(tx, seat); err != nil {", "if err := Staff(seat); err != nil {"],
  ]),
  ...among("backend/circle/circles.go", [
    ["every adult makes circles", "if err := Coordinator(tx, seat); err != nil {", "if err := Staff(seat); err != nil {"],
  ]),
  ...among("backend/account/people.go", [
    ["every adult adds people", "if err := circle.Coordinator(tx, seat); err != nil {", "if err := circle.Staff(seat); err != nil {"],
  ]),
  ...among("backend/keeping/room.go", [
    ["every adult reads how the school is kept", "if err := circle.Coordinator(r.App, seat); err != nil {", "if err := circle.Staff(seat); err != nil {"],
    ["every adult lets a restored school read", "if err := circle.Coordinator(tx, seat); err != nil {", "if err := circle.Staff(seat); err != nil {"],
  ]),
  ...among("backend/keeping/asked.go", [
    ["every adult erases people", "if err := circle.Coordinator(r.App, seat); err != nil {", "if err := circle.Staff(seat); err != nil {"],
    ["a session that was left open erases people", "if err := r.Fresh(ctx); err != nil {", "if err := r.Fresh(ctx); err != nil && request.Id == `` {"],
    ["whoever is asked for is erased whatever name is typed", "if strings.TrimSpace(request.Body.Name) != name {", "if strings.TrimSpace(name) == `` {"],
    ["a certificate is every school's", "known.School == seat.School", "known.School != ``"],
  ]),
  ...among("backend/keeping/person.go", [
    ["a coordinator erases people of another school", 'record.GetString("school") != school', 'record.GetString("school") == ``'],
    ["an adult who works here is erased", "if len(works) > 0 {", "if len(works) > 99 {"],
  ]),
  ...among("backend/moment/media.go", [
    ["a picture is whoever's", "if found.Moment != moment || found.Owner != author.Person && !ours || found.Kind != kind {", "if found.Owner == `` && !ours {"],
    ["a voice is shared without naming whose", "(r.Others || len(n.Heard) > 0) && ", ""],
    ["a voice note may be listed as a picture", "|| found.Kind != kind {", "{"],
  ]),
  ...among("backend/moment/parts.go", [
    ["whoever is heard is asked for words alone", 'add(person, voice, "heard")', 'add(person, "words", "heard")'],
  ]),
];

/**
 * @param {string} file
 * @param {[name: string, from: string, to: string][]} rules
 * @param {string} [room]
 */
function among(file, rules, room = file.slice(0, file.lastIndexOf("/"))) {
  return rules.map(([name, from, to]) => ({ name, file, from, to, room }));
}
