package keeping_test

import (
	"testing"

	"github.com/pocketbase/dbx"

	"kith/backend/keeping"
	"kith/backend/kithtest"
)

// A backup reads for minutes from what stood there when it began.
func TestNothingIsSaidToBeOverwrittenWhileSomebodyReadsFromBefore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reader, err := school.App.ConcurrentDB().(*dbx.DB).DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close() //nolint:errcheck // the school closes it as well
	say := func(statement string) {
		t.Helper()
		if _, err := reader.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	say(`BEGIN`) // deferred: it reads, and keeps nobody from writing
	var people int
	if err := reader.QueryRowContext(t.Context(), `SELECT count(*) FROM people`).Scan(&people); err != nil {
		t.Fatal(err)
	}
	school.Phone(c.Maya).Keep(c.Alone("Written meanwhile"))
	if err := keeping.Overwrite(school.App); err == nil {
		t.Error("it is said to be overwritten, and the log holds it still")
	}
	say(`ROLLBACK`)
	if err := keeping.Overwrite(school.App); err != nil {
		t.Error("afterwards:", err)
	}
}
