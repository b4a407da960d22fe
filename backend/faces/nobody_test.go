package faces_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// house is where the repository begins.
var house = filepath.Join("..", "..")

// outside are folders that are not ours: what is fetched, and what builds, schools and test runs leave. The built app (pwa/dist) is
// ours when it is there, since the binary carries it.
var outside = []string{"bin", "data", "coverage", "e2e/test-results", "e2e/report", "e2e/playwright-report"}

// recognisers are what models that tell one person from another, or something about a person, call their files. "_" stands for any
// sign between words, or none.
var recognisers = []string{
	"face_recognition", "face_descriptor", "face_embed", "face_net", "arc_face", "sphere_face", "cos_face", "mag_face", "ada_face", "insight_face", "deep_face",
	"open_face", "vgg_face", "face_res", "face_landmark", "face_mesh", "facial_landmark", "shape_predictor", "face_expression", "emotion_net",
	"emotion_model", "fer_model", "age_gender", "age_net", "gender_net", "age_model", "gender_model", "iris_model", "dlib_face",
}

// weightFiles are endings under which models are handed round. A model of ours would have to be named in known.
var weightFiles = []string{
	".onnx", ".ort", ".tflite", ".lite", ".pb", ".pbtxt", ".safetensors", ".pt", ".pth", ".ckpt", ".h5", ".hdf5", ".keras", ".caffemodel",
	".prototxt", ".mlmodel", ".mlpackage", ".gguf", ".ggml", ".npz", ".npy", ".weights", ".bin", ".dat", ".params", ".task", ".joblib", ".pkl",
}

// beginnings are how models begin, whatever their file is called, each at its place in the file.
var beginnings = []struct {
	what, is string
	at       int
}{
	{"TensorFlow Lite", "TFL3", 4},
	{"HDF5", "\x89HDF\r\n", 0},
	{"GGUF", "GGUF", 0},
	{"NumPy", "\x93NUMPY", 0},
	{"ONNX", "\x12\x07pytorch", 2},
	{"safetensors", `{"`, 8},
}

// parts are what models hold somewhere: names of tensors of the recognition, landmark, expression and age models that lie beside ours
// in its package, and of their like. They are put together here so that this file does not hold them.
var parts = []string{
	"conv32_" + "down", "conv256_" + "down_out", "fc/" + "age", "fc/" + "gender", "dense0/" + "conv0", "dense3/" + "conv3",
	"InceptionResnet" + "V1", "archive/" + "data.pkl",
}

// wordless are how files begin that are no text and no model: pictures, fonts, and sound as a browser records it.
var wordless = []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "wOF2", "\x1aE\xdf\xa3"}

// strangers are libraries that recognise people, or carry models that do, and what such models run on.
var strangers = []string{
	"face-api", "vladmandic/human", "face-recognition", "go-face", "facenet", "arcface", "insightface", "deepface", "dlib", "gocv", "opencv", "pigo",
	"mediapipe", "tensorflow", "tfjs", "onnx", "tflite", "blazeface", "clmtrackr", "tracking-js", "huggingface", "transformers", "rekognition",
}

// accuse says what is wrong with a file, or nothing.
func accuse(name string, body []byte) string {
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) == theWeights {
		return "" // the one model that we know, which finds and does not recognise
	}
	if slices.Contains(weightFiles, strings.ToLower(path.Ext(name))) {
		return "it may be a model"
	}
	signs := strings.NewReplacer("_", "", "-", "", ".", "", " ", "")
	for _, r := range recognisers {
		if strings.Contains(signs.Replace(strings.ToLower(path.Base(name))), strings.ReplaceAll(r, "_", "")) {
			return "it is named after " + r
		}
	}
	for _, b := range beginnings {
		if len(body) >= b.at && bytes.HasPrefix(body[b.at:], []byte(b.is)) {
			return "it begins like " + b.what
		}
	}
	for _, p := range parts {
		if bytes.Contains(body, []byte(p)) {
			return "it holds " + p
		}
	}
	if !readable(name, body) {
		return "it is neither text, nor a picture, nor a font, nor sound"
	}
	return ""
}

// readable says whether a file is of a kind that we know. What the build packs for the wire is known by the file that it was packed
// from, which lies beside it.
func readable(name string, body []byte) bool {
	if utf8.Valid(body) && !bytes.Contains(body, []byte{0}) {
		return true
	}
	if from, packed := strings.CutSuffix(name, ".br"); packed && strings.HasPrefix(name, "pwa/dist/") {
		_, err := os.Stat(filepath.Join(house, from))
		return err == nil
	}
	sound := len(body) > 8 && string(body[4:8]) == "ftyp"
	return sound || slices.ContainsFunc(wordless, func(begins string) bool { return bytes.HasPrefix(body, []byte(begins)) })
}

func TestTheHouseHoldsNoModelThatRecognisesAnybody(t *testing.T) {
	files, known := 0, 0
	err := filepath.WalkDir(house, func(at string, entry fs.DirEntry, err error) error {
		name, off := filepath.Rel(house, at)
		if off != nil {
			return off
		}
		name = filepath.ToSlash(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // what somebody builds meanwhile
		case err != nil:
			return err
		case entry.IsDir() && (slices.Contains(outside, name) || entry.Name() == ".git" || entry.Name() == "node_modules"):
			return fs.SkipDir
		case !entry.Type().IsRegular() || strings.HasSuffix(name, ".test") || strings.HasSuffix(name, ".out"):
			return nil
		}
		body, err := os.ReadFile(at)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		files++
		if name == "backend/faces/tiny_face_detector_model.bin" {
			known++
		}
		if why := accuse(name, body); why != "" {
			t.Errorf("%s: %s", name, why)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 300 || known != 1 {
		t.Errorf("of %d files %d are the weights", files, known)
	}
}

func TestNothingThatWeBuildOnRecognisesAnybody(t *testing.T) {
	for _, list := range []string{"go.mod", "pwa/package.json", "pwa/package-lock.json"} {
		body, err := os.ReadFile(filepath.Join(house, list))
		if err != nil {
			t.Fatal(err)
		}
		if found := strange(body); found != "" {
			t.Errorf("%s names %s", list, found)
		}
	}
}

func strange(list []byte) string {
	for _, name := range strangers {
		if bytes.Contains(bytes.ToLower(list), []byte(name)) {
			return name
		}
	}
	return ""
}

func TestAModelThatRecognisesIsNoticedWhateverItIsCalled(t *testing.T) {
	for name, body := range map[string]string{
		"a/face_recognition_model-shard1":          "",
		"a/FaceNet.js":                             "",
		"a/face-landmark-68.json":                  "",
		"a/age_gender_model-weights_manifest.json": "",
		"a/anything.onnx":                          "",
		"a/anything.BIN":                           "",
		"a/tiny_face_detector_model.bin":           "others under this name",
		"a/notes":                                  "\x1c\x00\x00\x00TFL3rest",
		"a/picture.png":                            "\x89HDF\r\n\x1a\n",
		"a/words.json":                             `[{"name":"conv32_` + `down_conv/filters"}]`,
		"a/data":                                   `[{"name":"fc/` + `age/weights"}]`,
		"a/more":                                   `[{"name":"dense0/` + `conv0/filters"}]`,
		"a/archive":                                "PK\x03\x04..archive/" + "data.pkl..",
		"a/1":                                      "\x00\x01\x02\x03\xff",
		"pwa/dist/assets/nothing.js.br":            "\x00\x01\x02\x03\xff",
		"a/tensors":                                "\x10\x00\x00\x00\x00\x00\x00\x00" + `{"fc.weight":{}}`,
	} {
		if accuse(name, []byte(body)) == "" {
			t.Errorf("%s passes", name)
		}
	}
	for _, name := range []string{"backend/faces/faces.go", "docs/privacy.md", "pwa/src/face/Face.svelte"} {
		if why := accuse(name, []byte("finds faces and never recognises anybody")); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
	if strange([]byte(`"node_modules/@vladmandic/Face-API": {`)) == "" || strange([]byte("golang.org/x/image v0.47.0")) != "" {
		t.Error("the list of what we build on is not read")
	}
}
