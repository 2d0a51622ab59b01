package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// sampler answers QueryPerf with the newest sample of each object: what a test says, or its figures. The simulator's own are recordings
// that have nothing to do with its objects.
type sampler struct {
	simulator.PerformanceManager
}

var sampled = struct {
	sync.Mutex
	mhz map[ref]int32
}{mhz: map[ref]int32{}}

const mostMetrics = 256 // in one query; a real vCenter refuses too large ones as well

func (s *sampler) QueryPerf(ctx *simulator.Context, req *types.QueryPerf) soap.HasFault {
	body := new(methods.QueryPerfBody)
	metrics := 0
	for _, spec := range req.QuerySpec {
		metrics += len(spec.MetricId)
	}
	if metrics > mostMetrics {
		body.Fault_ = simulator.Fault("querySpec.size", &types.InvalidArgument{InvalidProperty: "querySpec"})
		return body
	}
	body.Res = new(types.QueryPerfResponse)
	for _, spec := range req.QuerySpec {
		if spec.Format != "csv" || spec.IntervalId != 20 {
			body.Res = nil
			body.Fault_ = simulator.Fault("only real-time samples as CSV", &types.InvalidArgument{InvalidProperty: "format"})
			return body
		}
		found := &types.PerfEntityMetricCSV{PerfEntityMetricBase: types.PerfEntityMetricBase{Entity: spec.Entity}}
		for _, id := range spec.MetricId {
			found.Value = append(found.Value, types.PerfMetricSeriesCSV{
				PerfMetricSeries: types.PerfMetricSeries{Id: id},
				Value:            fmt.Sprint(s.sample(spec.Entity, s.name(id.CounterId))),
			})
		}
		body.Res.Returnval = append(body.Res.Returnval, found)
	}
	return body
}

func (s *sampler) name(key int32) string {
	for _, info := range s.PerfCounter {
		if info.Key == key {
			return strings.Join([]string{
				info.GroupInfo.GetElementDescription().Key, info.NameInfo.GetElementDescription().Key, string(info.RollupType)}, ".")
		}
	}
	return ""
}

// sample is in MHz, or in KiB; -1: not measured.
func (s *sampler) sample(entity ref, name string) int64 {
	sampled.Lock()
	mhz, isSaid := sampled.mhz[entity]
	sampled.Unlock()
	if isSaid && name == "cpu.usagemhz.average" {
		return int64(mhz)
	}
	switch o := simulator.Map.Get(entity).(type) {
	case *liveVM:
		stats := o.Summary.QuickStats
		return map[string]int64{
			"cpu.usagemhz.average": int64(stats.OverallCpuUsage),
			"mem.active.average":   int64(stats.GuestMemoryUsage) * 1024,
			"mem.consumed.average": int64(stats.HostMemoryUsage) * 1024,
		}[name]
	case *simulator.HostSystem:
		return map[string]int64{
			"cpu.usagemhz.average": int64(o.Summary.QuickStats.OverallCpuUsage),
			"mem.consumed.average": int64(o.Summary.QuickStats.OverallMemoryUsage) * 1024,
		}[name]
	}
	return -1
}

func (c *control) sample(o orders) error {
	vms, err := vmsNamed([]string{o.VM})
	if err != nil {
		return err
	}
	sampled.Lock()
	defer sampled.Unlock()
	sampled.mhz[vms[0]] = o.Mhz
	return nil
}
