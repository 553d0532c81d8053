/// Pipelines under test: run in the test's own process, on a database of their own, with fakes for
/// the steps that a test has no use for.
///
/// **Lives here:** [PipelineTest], what it hands back, and [PipelineExtension], which gives it to
/// JUnit's tests. **May come in:** pipelines from files and from `authoring`. **Stays out:**
/// servers, runners and files of a project's home.
@NullMarked
package dev.evenkeel.pipelinetest;

import org.jspecify.annotations.NullMarked;
