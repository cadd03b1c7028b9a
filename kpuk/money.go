package kpuk

// Rupiah is an amount of money in whole rupiah.
type Rupiah int64
