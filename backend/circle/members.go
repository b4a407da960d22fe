package circle

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/rows"
)

// AddMember lets a student join from now on. A facilitator can add students they already look after, a coordinator any student of
// the school. Who is a member already only gets the new role and focus.
func (r *Room) AddMember(ctx context.Context, request api.AddMemberRequestObject) (api.AddMemberResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		circle, err := CircleOf(tx, seat, request.Id)
		if err != nil {
			return "", err
		}
		if role := string(request.Body.Role); role != "" && !roleKeys[role] {
			return "", api.Invalid("role")
		}
		student, err := StudentOf(tx, seat, request.Body.Person)
		if err != nil {
			return "", err
		}
		if err := join(tx, circle, student, *request.Body); err != nil {
			return "", err
		}
		return circle.Id, audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "add_member", Subject: circle.Id, Students: []string{student.Id}, Detail: request.Body,
		})
	})
	return api.AddMember200JSONResponse(told), err
}

// EndMember lets a student leave now. What they kept before stays with the circle's facilitators.
func (r *Room) EndMember(ctx context.Context, request api.EndMemberRequestObject) (api.EndMemberResponseObject, error) {
	seat := From(ctx)
	told, err := r.inCircle(func(tx core.App) (string, error) {
		circle, err := CircleOf(tx, seat, request.Id)
		if err != nil {
			return "", err
		}
		member, err := memberNow(tx, circle.Id, request.Person)
		if err != nil {
			return "", err
		}
		if member == nil {
			return "", api.NotFound()
		}
		member.Set("until", clock.Now(tx))
		if err := tx.Save(member); err != nil {
			return "", err
		}
		return circle.Id, audit.Write(tx, audit.Entry{
			School: seat.School, Actor: seat.Person, Act: "end_member", Subject: circle.Id, Students: []string{request.Person},
		})
	})
	return api.EndMember200JSONResponse(told), err
}

func join(tx core.App, circle, student *core.Record, wanted api.NewMember) error {
	member, err := memberNow(tx, circle.Id, student.Id)
	if err != nil {
		return err
	}
	if member == nil {
		member, err = rows.New(tx, "members", map[string]any{"circle": circle.Id, "person": student.Id, "from": clock.Now(tx)})
		if err != nil {
			return err
		}
	}
	member.Set("role", string(wanted.Role))
	member.Set("focus", wanted.Focus)
	return tx.Save(member)
}

// memberNow is the membership that runs, or nil.
func memberNow(app core.App, circle, person string) (*core.Record, error) {
	member := &core.Record{}
	err := app.RecordQuery("members").AndWhere(dbx.HashExp{"circle": circle, "person": person}).
		AndWhere(dbx.NewExp("(`until` = '' OR `until` > {:now})", dbx.Params{"now": clock.Stamp(app)})).Limit(1).One(member)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return member, err
}

func tellMembers(app core.App, circle string) ([]api.CircleMember, error) {
	var rows []struct {
		ID    string `db:"id"`
		Name  string `db:"name"`
		Face  string `db:"face"`
		Role  string `db:"role"`
		Focus bool   `db:"focus"`
	}
	err := app.DB().NewQuery(`SELECT p.id, p.name, p.face, m.role, m.focus FROM members m JOIN people p ON p.id = m.person
		WHERE m.circle = {:circle} AND ` + Running("m") + ` ORDER BY p.name, p.id`).
		Bind(dbx.Params{"circle": circle, "now": clock.Stamp(app)}).All(&rows)
	members := make([]api.CircleMember, len(rows))
	for i, row := range rows {
		members[i] = api.CircleMember{Id: row.ID, Name: row.Name, Face: row.Face, Role: row.Role, Focus: row.Focus}
	}
	return members, err
}
