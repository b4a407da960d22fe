package journal

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/consent"
	"kith/backend/feed"
)

// Each function here answers a record that was just written: it knows a narrowing act when it sees one, and writes its line. Records with
// a place in the order give it to their line; the others take a place of their own, so that a line always says which backups know of it.

// Consent answers a consent that allows less, or for a shorter time, than the one before it of the same giver, or nothing at all. A giver's
// first is held against whoever spoke last.
func Consent(tx core.App, c *core.Record) error {
	var before []struct{ Widest, Until string }
	err := tx.DB().NewQuery(`SELECT widest, until FROM consents WHERE person = {:person} AND kind = {:kind} AND seq < {:seq}
		ORDER BY giver = {:giver} DESC, seq DESC LIMIT 1`).
		Bind(dbx.Params{
			"person": c.GetString("person"), "kind": c.GetString("kind"), "seq": c.GetInt("seq"), "giver": c.GetString("giver"),
		}).All(&before)
	if err != nil {
		return fmt.Errorf("look for the consent before: %w", err)
	}
	now, _ := consent.Parse(c.GetString("widest"))
	narrower := now == consent.None
	if len(before) > 0 {
		then, _ := consent.Parse(before[0].Widest)
		narrower = narrower || now < then || c.GetString("until") < before[0].Until
	}
	if !narrower {
		return nil
	}
	return Note(tx, Line{
		Seq: int64(c.GetInt("seq")), Kind: ConsentNarrowed, Record: c.Id, Person: c.GetString("person"), About: c.GetString("kind"),
		Code: c.GetString("widest"), Giver: c.GetString("giver"), How: c.GetString("how"), By: c.GetString("by"),
		From: c.GetString("from"), Until: c.GetString("until"), Text: c.GetString("text"), Lang: c.GetString("lang"), Hash: c.GetString("text_hash"),
	})
}

// Answer answers every word of a person shown but yes. A no to a moment names its approvals until then: whatever is said later, none of them
// shares it any more.
func Answer(tx core.App, a *core.Record) error {
	if a.GetString("answer") == "yes" {
		return nil
	}
	line := Line{
		Seq: int64(a.GetInt("seq")), Kind: Answered, Record: a.Id, Person: a.GetString("person"), Moment: a.GetString("moment"),
		Code: a.GetString("answer"), How: a.GetString("how"), By: a.GetString("by"),
	}
	line, err := withApprovals(tx, line)
	if err != nil {
		return err
	}
	return Note(tx, line)
}

// withApprovals names the approvals of a moment that come before an act which ends them: a teacher's phone may send one again after a restore, and
// it must not count then.
func withApprovals(tx core.App, line Line) (Line, error) {
	if line.Moment == "" || line.Kind == Answered && line.Code != "no" {
		return line, nil
	}
	err := tx.DB().NewQuery(`SELECT id FROM decisions WHERE moment = {:moment} AND kind = 'approve' AND seq < {:seq} ORDER BY seq`).
		Bind(dbx.Params{"moment": line.Moment, "seq": line.Seq}).Column(&line.Approvals)
	if err != nil {
		return line, fmt.Errorf("look for approvals: %w", err)
	}
	return line, nil
}

// against are the decisions that undo an approval.
var against = []string{"undo", "keep_private", "take_back", "take_down"}

// Decision answers a decision that undoes an approval. Where none came before it there is nothing to undo.
func Decision(tx core.App, d *core.Record) error {
	if !slices.Contains(against, d.GetString("kind")) {
		return nil
	}
	line, err := withApprovals(tx, Line{
		Seq: int64(d.GetInt("seq")), Kind: DecidedAgainst, Record: d.Id, Moment: d.GetString("moment"), Revision: d.GetString("revision"),
		Code: d.GetString("kind"), Of: d.GetString("of"), By: d.GetString("by"),
	})
	if err != nil || len(line.Approvals) == 0 {
		return err
	}
	return Note(tx, line)
}

// Link answers a family link that was restricted or ended, or by which a student with full rights lets nobody read any more.
func Link(tx core.App, l *core.Record) error {
	line := Line{Record: l.Id, Person: l.GetString("person"), Student: l.GetString("student"), Until: l.GetString("until")}
	if l.GetBool("restricted") && !l.Original().GetBool("restricted") {
		line.Kind = Restricted
		if err := numbered(tx, line); err != nil {
			return err
		}
	}
	if l.GetString("reads_from") == "" && l.Original().GetString("reads_from") != "" {
		line.Kind = ReadsNoMore
		if err := numbered(tx, line); err != nil {
			return err
		}
	}
	return ended(tx, l, LinkEnded, line)
}

// Member answers a member whose time in a circle got an end.
func Member(tx core.App, m *core.Record) error {
	return ended(tx, m, Left, Line{Record: m.Id, Person: m.GetString("person"), Until: m.GetString("until")})
}

// Grant answers an adult's grant that got an end.
func Grant(tx core.App, g *core.Record) error {
	return ended(tx, g, GrantEnded, Line{Record: g.Id, Person: g.GetString("person"), Until: g.GetString("until")})
}

func ended(tx core.App, record *core.Record, kind string, line Line) error {
	if !newly(record, "until") {
		return nil
	}
	line.Kind = kind
	return numbered(tx, line)
}

// Person answers a badge that was taken away or replaced, and a student who got full rights, which ends what their family may read.
func Person(tx core.App, p *core.Record) error {
	if badge := p.Original().GetString("badge"); badge != "" && badge != p.GetString("badge") {
		if err := numbered(tx, Line{Kind: BadgeRevoked, Person: p.Id}); err != nil {
			return err
		}
	}
	if !newly(p, "full_rights") {
		return nil
	}
	return numbered(tx, Line{Kind: FullRights, Person: p.Id, From: p.GetString("full_rights")})
}

// School answers a coordinator who closed what families see.
func School(tx core.App, s *core.Record) error {
	if !newly(s, "families_off") {
		return nil
	}
	return numbered(tx, Line{Kind: FamiliesOff, Record: s.Id, From: s.GetString("families_off")})
}

// Session answers a session that was ended.
func Session(tx core.App, s *core.Record) error {
	if !newly(s, "revoked_at") {
		return nil
	}
	return numbered(tx, Line{Kind: SessionRevoked, Record: s.Id, Person: s.GetString("person"), Code: s.GetString("why")})
}

// Invitation answers a letter or a link that was used, or that another took the place of: it opens nothing any more.
func Invitation(tx core.App, i *core.Record) error {
	if !newly(i, "used_at") && !newly(i, "until") {
		return nil
	}
	return numbered(tx, Line{Kind: InvitationOver, Record: i.Id})
}

// newly says whether a field got a value that it did not have.
func newly(record *core.Record, field string) bool {
	value := record.GetString(field)
	return value != "" && value != record.Original().GetString(field)
}

func numbered(tx core.App, line Line) (err error) {
	if line.Seq, err = feed.Next(tx); err != nil {
		return err
	}
	return Note(tx, line)
}
