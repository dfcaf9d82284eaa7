"""What every room hands on: errors, records, figures, languages, files, what is kept between runs."""
