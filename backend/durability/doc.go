// Package durability proves that what the school has acknowledged is on its disk. It has no code of its own: its tests start the real
// binary on real files, watch its system calls, and end or starve it at every one of them. docs/reliability.md says what is shown.
package durability
