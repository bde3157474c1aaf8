package io.mmdino.kernel.cuda;

import io.mmdino.kernel.Rowwise;
import io.mmdino.kernel.Tensor;

/** {@link Rowwise} by rowwise.cu. */
record CudaRowwise(CudaDevice device) implements Rowwise {

    @Override
    public void fillRows(Tensor y, Tensor row) {
        device.lane()
                .launch("fill_rows")
                .with(y)
                .with(row)
                .with(y.rows())
                .with(y.cols())
                .overAllTiles(y.rows(), y.cols());
    }

    @Override
    public void columnSum(Tensor x, Tensor sum) {
        if (x.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        PartialSums partial = PartialSums.of(lane, x.rows(), x.cols());
        lane.launch("column_sum")
                .with(x)
                .with(partial.address())
                .with(x.rows())
                .with(x.cols())
                .overTiles(x.cols(), partial.parts());
        partial.addTo(sum, 0);
    }

    @Override
    public void gatherRows(Tensor x, Tensor rows, Tensor y) {
        device.lane()
                .launch("gather_rows")
                .with(x)
                .with(rows)
                .with(rows.rows())
                .with(x.cols())
                .with(y)
                .overTable(rows.rows(), x.cols());
    }

    @Override
    public void scatterRows(Tensor x, Tensor rows, Tensor y) {
        device.lane()
                .launch("scatter_rows")
                .with(x)
                .with(rows)
                .with(rows.rows())
                .with(x.cols())
                .with(y)
                .overTable(rows.rows(), x.cols());
    }

    @Override
    public void scatterAddRows(Tensor x, Tensor rows, Tensor y) {
        if (x.length() == 0) {
            return;
        }
        CudaLane lane = device.lane();
        long uses = lane.scratch(2L * Integer.BYTES * y.rows());
        lane.launch("clear_uses").with(uses).with(y.rows()).overElements(y.rows());
        lane.launch("count_uses").with(rows).with(rows.rows()).with(uses).overElements(rows.rows());
        lane.launch("scatter_add_rows")
                .with(x)
                .with(rows)
                .with(uses)
                .with(rows.rows())
                .with(x.cols())
                .with(y)
                .overTable(rows.rows(), x.cols());
    }
}
