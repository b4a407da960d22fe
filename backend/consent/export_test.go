package consent

import (
	"io/fs"
	"testing"
)

// Version is a wording as a test lists it.
type Version struct {
	Kind, Name string
	Material   bool
}

func listed(versions []Version) []version {
	list := make([]version, len(versions))
	for i, v := range versions {
		list[i] = version{kind: v.Kind, name: v.Name, material: v.Material}
	}
	return list
}

// ReadTexts takes in a folder of texts, and says what is wrong with it.
func ReadTexts(files fs.FS, versions ...Version) error {
	_, err := readTexts(files, listed(versions))
	return err
}

// Rewrite puts other texts in the place of the school's for one test, as the next release does.
func Rewrite(t *testing.T, files fs.FS, versions ...Version) {
	was := texts
	texts = mustRead(files, listed(versions))
	t.Cleanup(func() { texts = was })
}
