package consent

import (
	"context"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/consent/sheet"
)

// Room brings in what families signed on paper, a whole sheet at once.
type Room struct {
	App core.App
	// Fresh refuses an adult who has not signed in just now. It is given by the house, since sessions live next door.
	Fresh func(ctx context.Context) error
	// Together lets what follows from many records be done once for all of them. It is given by the house, since feed and journal live upstairs.
	Together func(tx core.App, act func() error) error
}

// PreviewConsentSheet says what a sheet would change and writes nothing. It is for a coordinator. Whose answers were shown is on record.
func (r *Room) PreviewConsentSheet(ctx context.Context, request api.PreviewConsentSheetRequestObject) (api.PreviewConsentSheetResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	p, err := planOf(r.App, seat, request.Body.File)
	if err != nil {
		return nil, err
	}
	return api.PreviewConsentSheet200JSONResponse(p.tells), audit.Look(r.App, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "look_consents", Subject: seat.School, Students: p.students,
	})
}

// BringInConsentSheet writes down what a preview said, each answer as Record does, all of them or none. It is for a coordinator who has just signed
// in. It refuses with `sheet_changed` where the plan is another one by now, unless nothing is left to write.
func (r *Room) BringInConsentSheet(ctx context.Context, request api.BringInConsentSheetRequestObject) (api.BringInConsentSheetResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	if err := r.Fresh(ctx); err != nil {
		return nil, err
	}
	var p plan
	err := r.App.RunInTransaction(func(tx core.App) (err error) {
		if p, err = planOf(tx, seat, request.Body.File); err != nil || len(p.writes) == 0 {
			return err
		}
		if p.tells.Digest != request.Body.Digest {
			return api.Refuse(http.StatusConflict, "sheet_changed",
				"Something in this school, or in the sheet, has changed since you looked. Nothing was written. Choose the file again and look once more.")
		}
		return r.Together(tx, func() error {
			for _, answer := range p.writes {
				if err := Record(tx, seat, core.GenerateDefaultRandomId(), answer); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return api.BringInConsentSheet200JSONResponse{Answers: len(p.writes)}, err
}

// ReadConsentSheet gives a coordinator who has just signed in the students of the school, or of one circle, with what each giver allows now. That it
// was taken is on record before it leaves. Brought back as it is, it changes nothing.
func (r *Room) ReadConsentSheet(ctx context.Context, request api.ReadConsentSheetRequestObject) (api.ReadConsentSheetResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	if err := r.Fresh(ctx); err != nil {
		return nil, err
	}
	if only := request.Params.Circle; only != "" {
		if _, err := circle.CircleOf(r.App, seat, only); err != nil {
			return nil, err
		}
	}
	lines, students, err := template(r.App, seat.School, request.Params.Circle)
	if err != nil {
		return nil, err
	}
	file, err := sheet.Write(columns, lines)
	if err != nil {
		return nil, err
	}
	return download(file), audit.Look(r.App, audit.Entry{
		School: seat.School, Actor: seat.Person, Act: "export_consents", Subject: seat.School, Students: students,
	})
}

// download is a table that a browser keeps as a file and nowhere else.
type download []byte

// VisitReadConsentSheetResponse implements api.ReadConsentSheetResponseObject.
func (d download) VisitReadConsentSheetResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="kith-consents.csv"`)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(d)
	return err
}

// usable refuses a sheet that names nobody or says nothing.
func usable(called map[string]string) error {
	if called[colStudent] == "" && called[colID] == "" {
		return lacks("a column “Student” or “Student ID”")
	}
	for _, kind := range Kinds {
		if called[kind] != "" {
			return nil
		}
	}
	return lacks("one of the columns “Photos”, “Words”, “Voice” and “Name”")
}

func lacks(what string) error {
	return api.Refuse(http.StatusUnprocessableEntity, "sheet_unreadable",
		"This file cannot be read as a sheet of consents. It lacks "+what+". Nothing was changed.")
}
