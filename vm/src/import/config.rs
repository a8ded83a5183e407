//! Settings of the command line and the environment that the runtime looks at.

/// Command-line settings that the runtime looks at.
#[derive(Clone, Debug)]
pub struct Config {
    /// `-O` count.
    pub optimize: u8,
    /// `sys.argv`
    pub argv: Vec<String>,
    /// `-E`/`-I`: environment variables are ignored.
    pub ignore_environment: bool,
    /// `-S`
    pub no_site: bool,
    /// `-I`
    pub isolated: bool,
    /// `-B`
    pub dont_write_bytecode: bool,
    /// `-u`
    pub unbuffered: bool,
    /// `-v`
    pub verbose: u8,
    /// `-s`
    pub no_user_site: bool,
    /// `-P`
    pub safe_path: bool,
    /// `-q`
    pub quiet: bool,
    /// `-i`
    pub inspect: bool,
    /// `-i`
    pub interactive: bool,
    /// `-d`
    pub parser_debug: bool,
    /// `-b` count
    pub bytes_warning: u8,
    /// `-W` options
    pub warn_options: Vec<String>,
    /// `-X utf8` or PYTHONUTF8
    pub utf8: bool,
    /// `-X` options: name and value
    pub x_options: Vec<(String, Option<String>)>,
    /// Path of the program
    pub executable: String,
    /// First entry of `sys.path` (None with `-I` or `-P`)
    pub script_dir: Option<String>,
    /// PYTHONPATH
    pub python_path: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            optimize: 0,
            argv: vec![String::new()],
            ignore_environment: false,
            no_site: false,
            isolated: false,
            dont_write_bytecode: false,
            unbuffered: false,
            verbose: 0,
            utf8: false,
            no_user_site: false,
            safe_path: false,
            quiet: false,
            inspect: false,
            interactive: false,
            parser_debug: false,
            bytes_warning: 0,
            warn_options: Vec::new(),
            x_options: Vec::new(),
            executable: String::new(),
            script_dir: None,
            python_path: Vec::new(),
        }
    }
}
