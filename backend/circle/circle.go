// Package circle knows who belongs together: schools, people, circles, members, the adults around them and their families.
// Everybody's right to read begins here, as reader keys made from grants that are rows with a beginning and an end.
package circle
