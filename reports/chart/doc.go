// Package chart draws results as SVG. It stands apart from reports because drawing brings in more code than all the other
// views together. As they do, it shows what was computed and computes nothing.
package chart
