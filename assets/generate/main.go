// Command generate derives the files that generate.sh cannot copy: the packed areas and the app
// icon. It writes a file only when what is in it differs, not when a newer compressor would merely
// pack it otherwise, so a second run leaves no difference.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1) //nolint:forbidigo // the exit code is how a command reports failure
	}
}

// run does what the arguments ask; usage goes to w.
func run(args []string, w io.Writer) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.SetOutput(w)
	source := flags.String("areas", "", "folder of idn-area-data's CSV files")
	out := flags.String("out", "assets", "the assets folder")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("arguments: %w", err)
	}
	root, err := os.OpenRoot(*out)
	if err != nil {
		return fmt.Errorf("assets folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // every write has been checked
	if *source != "" {
		if err := writeAreas(*source, root); err != nil {
			return err
		}
	}
	return writeAppIcon(root)
}
