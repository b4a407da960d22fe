package server_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"kith/backend/kithtest"
	"kith/backend/server"
)

// release is a small app whose one part that is fetched late is named after it.
func release(name string) fstest.MapFS {
	return fstest.MapFS{
		"index.html":                        {Data: []byte("<!doctype html><title>Kith " + name + "</title>")},
		"service-worker.js":                 {Data: []byte("// the worker of " + name)},
		"old-" + name + ".js":               {Data: []byte("// no hash, no promise")},
		"assets/late-" + name + ".js":       {Data: []byte("let late = '" + name + "' // many bytes many bytes")},
		"assets/late-" + name + ".js.br":    {Data: []byte("few bytes of " + name)},
		"assets/letters-of-all-times.woff2": {Data: []byte("a font")},
	}
}

// updated is the school on its folder with this release, as after an update of the binary. The one before is shut.
func updated(t *testing.T, before *kithtest.School, app fstest.MapFS) *kithtest.School {
	t.Helper()
	with := func(config *server.Config) { config.App, config.KeepApp = app, true }
	if before == nil {
		return kithtest.Open(t, with)
	}
	before.Shut()
	return kithtest.Reopen(t, before.Dir, with)
}

// late asks for the late part of each of these releases and says of which it is there.
func late(t *testing.T, school *kithtest.School, names ...string) (there []string) {
	t.Helper()
	for _, name := range names {
		answer := send(t, school, "GET", "/assets/late-"+name+".js", map[string]string{"Accept-Encoding": "identity"})
		switch answer.status {
		case 200:
			if answer.body != "let late = '"+name+"' // many bytes many bytes" {
				t.Errorf("the part of %s is %q", name, answer.body)
			}
			there = append(there, name)
		case 404:
		default:
			t.Errorf("the part of %s is answered with %d", name, answer.status)
		}
	}
	return there
}

func TestAPageOfTheReleaseBeforeStillFindsItsPartsAndOlderOnesDoNot(t *testing.T) {
	all := []string{"spring", "summer", "autumn"}
	school := updated(t, nil, release("spring"))
	for _, step := range []struct {
		what, app string
		there     []string
	}{
		{"an update", "summer", []string{"spring", "summer"}},
		{"a restart", "summer", []string{"spring", "summer"}},
		{"another update", "autumn", []string{"summer", "autumn"}},
		{"another restart", "autumn", []string{"summer", "autumn"}},
		{"the older binary put back", "summer", []string{"summer", "autumn"}},
		{"the first binary put back", "spring", []string{"spring", "summer"}},
	} {
		school = updated(t, school, release(step.app))
		if there := late(t, school, all...); !slices.Equal(there, step.there) {
			t.Errorf("after %s the parts of %v are there, not of %v", step.what, there, step.there)
		}
	}
	kept, err := filepath.Glob(filepath.Join(school.Dir, "app", "*"))
	if err != nil || len(kept) != 2 {
		t.Errorf("the folder holds %v %v", kept, err)
	}
}

func TestAnOldPartComesAsItCameAndNothingElseOfAnOldReleaseDoes(t *testing.T) {
	school := updated(t, updated(t, nil, release("spring")), release("summer"))
	small := send(t, school, "GET", "/assets/late-spring.js", map[string]string{"Accept-Encoding": "br"})
	if small.body != "few bytes of spring" || small.header.Get("Content-Encoding") != "br" {
		t.Errorf("%q %v", small.body, small.header)
	}
	if cache := small.header.Get("Cache-Control"); cache != "public, max-age=31536000, immutable" {
		t.Errorf("it may be kept %q", cache)
	}
	for path, want := range map[string]string{
		"/index.html": "<!doctype html><title>Kith summer</title>", "/service-worker.js": "// the worker of summer",
	} {
		if answer := send(t, school, "GET", path, nil); answer.body != want {
			t.Errorf("%s is %q", path, answer.body)
		}
	}
	for _, path := range []string{"/old-spring.js", "/assets/late-spring.js.br", "/assets/late-winter.js", "/app/0001.zip"} {
		if answer := send(t, school, "GET", path, nil); answer.status != 404 {
			t.Errorf("%s is answered with %d", path, answer.status)
		}
	}
}

func TestASchoolOpensAlsoWhenNoReleaseCanBeKeptOrRead(t *testing.T) {
	school := updated(t, nil, release("spring"))
	kept, err := filepath.Glob(filepath.Join(school.Dir, "app", "*.zip"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if err := os.WriteFile(kept[0], []byte("half of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	school = updated(t, school, release("summer"))
	if there := late(t, school, "spring", "summer"); !slices.Equal(there, []string{"summer"}) {
		t.Errorf("after a damaged file the parts of %v are there", there)
	}
	school.Shut()
	if err := os.RemoveAll(filepath.Join(school.Dir, "app")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(school.Dir, "app"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	school = updated(t, school, release("autumn"))
	if there := late(t, school, "summer", "autumn"); !slices.Equal(there, []string{"autumn"}) {
		t.Errorf("where nothing can be kept the parts of %v are there", there)
	}
}
