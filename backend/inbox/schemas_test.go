package inbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/inbox"
	"kith/backend/kithtest"
)

// kept is one op as a phone of some release wrote it. What starts with "$" stands for what is of this school.
type kept struct {
	Who   string          `json:"who"`
	After string          `json:"after"`
	Op    json.RawMessage `json:"op"`
}

// opsOf reads what phones of a release wrote: testdata/ops holds one file for each form of ops that ever was.
func opsOf(t *testing.T, schema int) []kept {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", "ops", fmt.Sprintf("schema%d.json", schema)))
	if err != nil {
		t.Fatalf("a form of ops without what phones wrote in it: %v", err)
	}
	var ops []kept
	if err := json.Unmarshal(body, &ops); err != nil {
		t.Fatal(err)
	}
	return ops
}

// sendAs sends an op in the bytes that the phone wrote, and says which form they have.
func sendAs(t *testing.T, p *kithtest.Phone, schema int, op string) api.OpResult {
	t.Helper()
	body := fmt.Sprintf(`{"device":%q,"build":1,"schema":%d,"ops":[%s]}`, p.Device, schema, op)
	response, answer := p.Do("POST", "/sync", map[string]string{"Content-Type": "application/json"}, []byte(body))
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s is answered with %d %s", op, response.StatusCode, answer)
	}
	var said api.SyncAnswer
	if err := json.Unmarshal(answer, &said); err != nil {
		t.Fatal(err)
	}
	return said.Results[0]
}

// TestEveryFormOfOpsThatAPhoneMayStillHoldIsTakenAsItWasWritten sends one op of every kind as each release wrote it, twice: phones are
// updated with work unsent, and send it in the bytes in which it was kept.
func TestEveryFormOfOpsThatAPhoneMayStillHoldIsTakenAsItWasWritten(t *testing.T) {
	for schema := max(1, inbox.Schema-inbox.OldSchemas); schema <= inbox.Schema; schema++ {
		t.Run(fmt.Sprint("schema ", schema), func(t *testing.T) {
			school := kithtest.Open(t)
			c := school.DrumRoom()
			phones := map[string]*kithtest.Phone{"maya": school.Phone(c.Maya), "theo": school.Phone(c.Theo), "ortiz": school.Phone(c.Ortiz), "rosa": school.Phone(c.MayasFamily)}
			picture := kithtest.Photograph("drummoment00001", 200)
			picture.Media = "drumpicture0001"
			if got := phones["maya"].Upload(picture); got != "kept" {
				t.Fatalf("the picture is %q", got)
			}
			names := []string{
				"$theosFamily", c.TheosFamily.Person, "$theo", c.Theo.Person, "$maya", c.Maya.Person, "$ana", c.Ana.Person, "$circle", c.ID,
				"$today", school.Now().Format(time.DateOnly), "$until", school.Now().AddDate(0, 1, 0).Format(time.RFC3339),
			}
			kinds := map[api.OpKind]bool{}
			for _, each := range opsOf(t, schema) {
				if each.After == "the hold" {
					school.Later(11 * time.Minute)
				}
				phone := phones[each.Who].Return()
				phone.Sync()
				seen := ""
				if screen := phone.Moment("drummoment00001", api.MomentFormStaff); screen != nil {
					seen = screen.Hash
				}
				op := strings.NewReplacer(append(names, "$seen", seen)...).Replace(string(each.Op))
				result := sendAs(t, phone, schema, op)
				if result.Status != api.OpResultStatusAccepted {
					t.Fatalf("%s is %s: %s %+v", op, result.Status, result.Code, result.Problem)
				}
				if again := sendAs(t, phone, schema, op); again.Status != api.OpResultStatusAccepted || !again.Repeated {
					t.Errorf("%s once more is %+v", op, again)
				}
				var read api.Op
				if err := json.NewDecoder(bytes.NewBufferString(op)).Decode(&read); err != nil {
					t.Fatal(err)
				}
				kinds[read.Kind] = true
			}
			if len(kinds) != 10 {
				t.Errorf("phones of then wrote ops of %d kinds: %v", len(kinds), kinds)
			}
			if words := school.Count(`SELECT count(*) FROM revisions WHERE words = 'Zwei Trommeln 🥁 until the bell.'`); words != 1 {
				t.Errorf("the words stand %d times", words)
			}
		})
	}
}
