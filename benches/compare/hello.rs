//! The unit of the comparison: the least a program can do.

fn main() {
    println!("hello");
}
