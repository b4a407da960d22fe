package demo_test

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/faces"
	"kith/backend/media"
)

// A demo is told where faces are in its own photos. KITH_FIXTURE=1 writes that anew.
func TestTheFacesThatTheDemoKnowsAreThoseThatAreFound(t *testing.T) {
	found := map[string][]api.Box{}
	scenes, err := filepath.Glob("photos/*.jpg")
	if err != nil || len(scenes) == 0 {
		t.Fatal("there are no photos:", err)
	}
	for _, scene := range scenes {
		body, err := os.ReadFile(scene)
		if err != nil {
			t.Fatal(err)
		}
		sizes, err := media.Rebuild(t.Context(), bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(sizes.Large))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := faces.Find(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		boxes := []api.Box{}
		for _, face := range seen {
			boxes = append(boxes, api.Box{X: face.Box.Min.X, Y: face.Box.Min.Y, Width: face.Box.Dx(), Height: face.Box.Dy()})
		}
		found[strings.TrimSuffix(filepath.Base(scene), ".jpg")] = boxes
	}
	if os.Getenv("KITH_FIXTURE") != "" {
		body, err := json.MarshalIndent(found, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("photos/faces.json", append(body, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	body, err := os.ReadFile("photos/faces.json")
	if err != nil {
		t.Fatal(err)
	}
	var known map[string][]api.Box
	if err := json.Unmarshal(body, &known); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(known, found) {
		t.Errorf("known are %v, and found %v", known, found)
	}
}
