using System.Diagnostics;
using Orbital.Application.OrderManagement;
using Orbital.Application.OrderManagement.WatchOrders;

namespace Orbital.Application.Tests.OrderManagement;

/// <summary>The trace of an order follows from its document, whoever works on it and however often.</summary>
public sealed class OrderTraceTests : IDisposable
{
    private readonly string _id = $"traced-{Guid.NewGuid():N}";
    private readonly List<ActivityTraceId> _sampled = [];
    private readonly ActivityListener _listener;

    public OrderTraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == OrderManagementActivities.Source,
            Sample = (ref options) =>
            {
                lock (_sampled)
                    _sampled.Add(options.TraceId);
                return ActivitySamplingResult.AllDataAndRecorded;
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Each_time_that_a_document_is_worked_on_its_trace_has_the_same_id_and_the_sampler_is_asked_about_that()
    {
        using (var first = OrderManagementActivities.BeginChange(new OrderChange { DocumentId = _id }))
            first!.TraceId.ShouldBe(OrderManagementActivities.TraceIdOf(_id));
        using (var again = OrderManagementActivities.BeginChange(new OrderChange { DocumentId = _id, IsUpdate = true }))
            again!.TraceId.ShouldBe(OrderManagementActivities.TraceIdOf(_id));
        using (var other = OrderManagementActivities.BeginChange(new OrderChange { DocumentId = $"{_id}-other" }))
            other!.TraceId.ShouldNotBe(OrderManagementActivities.TraceIdOf(_id));

        lock (_sampled)
            _sampled.Count(id => id == OrderManagementActivities.TraceIdOf(_id)).ShouldBe(2);
    }

    [Fact]
    public void Who_asked_for_the_work_is_not_in_the_trace()
    {
        using var request = new Activity("a request to replay").Start();
        using var change = OrderManagementActivities.BeginChange(new OrderChange { DocumentId = _id });
        change!.ParentSpanId.ShouldBe(default);
        change.TraceId.ShouldNotBe(request.TraceId);
    }

    [Fact]
    public void A_document_without_an_id_has_a_trace_of_its_own_each_time()
    {
        using var first = OrderManagementActivities.BeginChange(new OrderChange());
        var trace = first!.TraceId;
        using var second = OrderManagementActivities.BeginChange(new OrderChange());
        second!.TraceId.ShouldNotBe(trace);
    }
}
