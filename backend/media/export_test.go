package media

import "time"

// Tests stand outside the package; these few inner parts they look at directly.
var (
	Scaled   = scaled
	Fit      = fit
	ReadTurn = func(tiff []byte) bool { return readTurn(tiff) != turn{} }
)

// Cost is what a file's header claims that its decoder will hold, in bytes.
func Cost(data []byte) int64 {
	kind, known := sniff(data)
	if !known {
		return -1
	}
	h, err := kind.header(data)
	if err != nil {
		return -1
	}
	return h.cost
}

const MaxCost = maxCost

// Patience is how long one decode may take where no test has changed it.
var Patience = patience

// SetPatience changes how long one decode may take and gives what it was.
func SetPatience(d time.Duration) (before time.Duration) {
	before, patience = patience, d
	return before
}

// Rework takes an upload up as somebody does who saw it "working" a moment too early.
func (r *Room) Rework(owner, media string) error {
	up, err := r.row(owner, media)
	if err != nil {
		return err
	}
	up.State = working
	done, err := r.work(up)
	if err == nil {
		<-done
	}
	return err
}
