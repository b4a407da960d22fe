package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kith/backend/api"
)

// A school of some size brings in the answers of 200 students at once; the largest sheet has 2,000 lines.
const (
	usualSheet   = 200
	largestSheet = 2_000
	// ofStars of those in a usual sheet have a hundred moments each, and are in a tenth of all or of none.
	ofStars = 20
)

// sheets measures a sheet of consents at a school of 10,000 shared moments: how long four answers of each of 200 students take, and how long another
// student waits for an acknowledgement meanwhile. Nobody had said anything before, so that the shared moments of some of them narrow.
func sheets(size sizes) ([]measurement, error) {
	moments := size.of(10_000)
	s, err := openShared(moments)
	if err != nil {
		return nil, err
	}
	defer s.close() //nolint:errcheck // a folder of this run
	if s.office, err = s.openOffice(); err != nil {
		return nil, err
	}
	usual, largest := size.of(usualSheet), size.of(largestSheet)
	rounds := min(size.rounds, phones/ofStars)
	if err := s.enrol(rounds*usual + largest); err != nil {
		return nil, err
	}
	writer := s.senders()[0]
	taken := measurement{What: fmt.Sprintf("a sheet of consents, four answers of each of %d students, at a school of %d shared moments", usual, moments), Unit: "ms"}
	waited := measurement{What: "the same sheet: another student's slowest save meanwhile", Unit: "ms"}
	for round := range rounds {
		lines := slices.Clone(s.people[round*ofStars : (round+1)*ofStars])
		for n := len(lines); n < usual; n++ {
			lines = append(lines, fmt.Sprintf("p%014d", round*usual+n))
		}
		took, saves, err := s.whileWriting(&writer, func() error { return s.bringIn(lines) })
		if err != nil {
			return nil, err
		}
		taken.Kith, waited.Kith = append(taken.Kith, took), append(waited.Kith, saves.at(1))
	}
	all := measurement{What: fmt.Sprintf("the largest sheet, four answers of each of %d students", largest), Unit: "ms"}
	lines := make([]string, largest)
	for n := range lines {
		lines[n] = fmt.Sprintf("p%014d", rounds*usual+n)
	}
	took, err := timed(func() error { return s.bringIn(lines) })
	all.Kith = append(all.Kith, took)
	return []measurement{taken, waited, all}, err
}

// bringIn lets the coordinator look what a sheet would do, and do it.
func (s *sharedSchool) bringIn(students []string) error {
	var file strings.Builder
	file.WriteString("Student ID,Photos,Words,Voice,Name\n")
	for _, student := range students {
		file.WriteString(student + ",circle,circle,circle,circle\n")
	}
	answer, err := post(s.url+"/kith/v1/consent-sheet/preview", "Bearer "+s.office.Token, api.ConsentSheetFile{File: []byte(file.String())})
	if err != nil {
		return err
	}
	var told api.ConsentSheetPreview
	if err := json.Unmarshal(answer, &told); err != nil {
		return err
	}
	if told.Answers != 4*len(students) {
		return fmt.Errorf("a sheet of %d students would write %d answers", len(students), told.Answers)
	}
	_, err = post(s.url+"/kith/v1/consent-sheet", "Bearer "+s.office.Token, api.ConsentSheet{File: []byte(file.String()), Digest: told.Digest})
	return err
}
