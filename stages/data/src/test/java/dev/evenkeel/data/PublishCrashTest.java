package dev.evenkeel.data;

class PublishCrashTest extends PublishCrashContract {}
