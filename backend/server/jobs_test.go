package server_test

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/kithtest"
)

func TestMailedCodesAndLogLinesAreSweptWhenTheirTimeIsOver(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	otp := core.NewOTP(school.App)
	otp.SetCollectionRef(school.Record("people", c.Ortiz.Person).Collection().Id)
	otp.SetRecordRef(c.Ortiz.Person)
	otp.SetPassword("12345678")
	otp.SetSentTo("ortiz@westside.example")
	if err := school.App.Save(otp); err != nil {
		t.Fatal(err)
	}
	line := &core.Log{Message: "something was slow", Created: types.NowDateTime().AddDate(0, 0, -6)}
	line.Id = core.GenerateDefaultRandomId()
	if err := school.App.AuxSave(line); err != nil {
		t.Fatal(err)
	}
	count := func(table string) (n int) {
		builder := school.App.NonconcurrentDB()
		if table == "_logs" {
			builder = school.App.AuxNonconcurrentDB()
		}
		if err := builder.NewQuery(`SELECT count(*) FROM ` + table + ` WHERE id IN ('` + otp.Id + `', '` + line.Id + `')`).Row(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if count("_logs") != 1 {
		t.Fatal("there is no old line to sweep")
	}
	school.Tidy()
	if count("_otps") != 1 || count("_logs") != 0 {
		t.Errorf("after a sweep %d codes that still open and %d log lines of six days ago are there", count("_otps"), count("_logs"))
	}
	_, err := school.App.NonconcurrentDB().NewQuery(`UPDATE _otps SET created = {:then}`).Bind(map[string]any{"then": types.NowDateTime().AddDate(0, 0, -1)}).Execute()
	if err != nil {
		t.Fatal(err)
	}
	school.Tidy()
	if count("_otps") != 0 {
		t.Error("a code of yesterday, and where it went, is still there")
	}
}
