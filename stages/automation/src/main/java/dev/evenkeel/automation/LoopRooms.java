package dev.evenkeel.automation;

import dev.evenkeel.base.Clock;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.monitoring.Monitoring;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.serving.Observations;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;

/// The doors that a loop knocks on; `server` opens them.
public record LoopRooms(
    Database database,
    BlobStore blobs,
    Datasets datasets,
    Models models,
    Promotions promotions,
    PipelineRuns runs,
    Observations observations,
    Monitoring monitoring,
    Decisions decisions,
    Clock clock) {}
